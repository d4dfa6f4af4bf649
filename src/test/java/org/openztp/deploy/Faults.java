package org.openztp.deploy;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.util.concurrent.CountDownLatch;

/** What proxies are known to do wrong. */
final class Faults {
    private static final int SOME = 100;

    private Faults() {}

    /** The backend is asked for {@code /bootstrap} where {@code /ztp/bootstrap} is meant. */
    static FaultyProxy.Fault stripsThePrefix() {
        return new FaultyProxy.Fault() {
            @Override
            String path(String asked) {
                return asked.replaceFirst("^/ztp", "");
            }
        };
    }

    /** One path is answered by the proxy itself, or by whatever else is there. */
    static FaultyProxy.Fault answers(String path, int status, String header, String value) {
        return new FaultyProxy.Fault() {
            @Override
            FaultyProxy.Own own(HttpExchange exchange) {
                boolean asked = exchange.getRequestURI().getRawPath().equals(path);
                return asked ? new FaultyProxy.Own(status, header, value, "<html>hello</html>\n") : null;
            }
        };
    }

    /** A header of each answer gets another value. */
    static FaultyProxy.Fault changes(String header, String to) {
        return new FaultyProxy.Fault() {
            @Override
            String answered(String name, String value) {
                return name.equalsIgnoreCase(header) ? to : value;
            }
        };
    }

    /** A header of the request does not get through. */
    static FaultyProxy.Fault drops(String header) {
        return new FaultyProxy.Fault() {
            @Override
            boolean passes(String name) {
                return !name.equalsIgnoreCase(header);
            }
        };
    }

    /** The answer to one path begins, and then nothing more of it comes. */
    static FaultyProxy.Fault stops(String path) {
        return new FaultyProxy.Fault() {
            @Override
            InputStream body(String asked, InputStream sent) throws IOException {
                return asked.equals(path)
                        ? new SequenceInputStream(new ByteArrayInputStream(sent.readNBytes(SOME)), new Endless())
                        : sent;
            }
        };
    }

    /** Never gives a byte; ends when its reader is interrupted. */
    private static final class Endless extends InputStream {
        @Override
        public int read() throws IOException {
            try {
                new CountDownLatch(1).await();
                return -1;
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
    }

    /** The answer to one path is sent when it is complete, which an endless one never is. */
    static FaultyProxy.Fault keepsBack(String path) {
        return new FaultyProxy.Fault() {
            @Override
            boolean flushes(String asked) {
                return !asked.equals(path);
            }
        };
    }
}
