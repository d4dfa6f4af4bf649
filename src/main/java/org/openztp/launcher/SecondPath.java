package org.openztp.launcher;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.Pipeline;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.buf.MessageBytes;

/**
 * Answers under a second path as under the application's own: devices that were told {@code http://ztp:8080/ztpserver} need
 * no proxy that makes {@code /ztp} of it.
 */
final class SecondPath extends ValveBase {
    private final String path;
    private final String own;

    /**
     * @param path without a slash at its end
     * @param own the path of the application
     */
    SecondPath(String path, String own) {
        super(true);
        this.path = path;
        this.own = own;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String decoded = request.getDecodedRequestURI();
        String raw = request.getRequestURI();
        boolean mine = request.getMappingData().context == null && isBelow(decoded) && isBelow(raw);
        if (!mine) {
            getNext().invoke(request, response);
            return;
        }
        put(request.getCoyoteRequest().requestURI(), own + raw.substring(path.length()));
        put(request.getCoyoteRequest().decodedURI(), own + decoded.substring(path.length()));
        request.getMappingData().recycle();
        if (mapped(request, response)) {
            Pipeline pipeline = getContainer().getPipeline();
            request.setAsyncSupported(pipeline.isAsyncSupported());
            pipeline.getFirst().invoke(request, response);
        }
    }

    /** Looks anew for what answers at the address; false when it was answered meanwhile. */
    private static boolean mapped(Request request, Response response) throws IOException, ServletException {
        try {
            return request.getConnector()
                    .getProtocolHandler()
                    .getAdapter()
                    .prepare(request.getCoyoteRequest(), response.getCoyoteResponse());
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private boolean isBelow(String uri) {
        return uri.equals(path) || uri.startsWith(path + "/");
    }

    private static void put(MessageBytes place, String uri) {
        place.setChars(uri.toCharArray(), 0, uri.length());
    }
}
