package org.openztp.registration.ztps;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.openztp.auth.Secrets;
import org.openztp.firmware.Digests;
import org.openztp.firmware.FileAnswer;
import org.openztp.firmware.FirmwareFolder;
import org.openztp.firmware.StoredFile;

/**
 * Serves {@code /files/*}, for clients of the dialect and for the plans of routers: a router elsewhere names the file's
 * SHA-256, which only its plan tells.
 */
public final class FilesServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String TEXT = "text/plain; charset=UTF-8";

    private final transient FirmwareFolder folder;
    private final transient Gate gate;
    private final transient Digests digests;

    /** @param folder conf/files */
    public FilesServlet(FirmwareFolder folder, Gate gate, Digests digests) {
        this.folder = folder;
        this.gate = gate;
        this.digests = digests;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<StoredFile> file = FileAnswer.find(request, folder);
        String digest = request.getParameter("sha256");
        boolean admitted = gate.admits(request);
        if (!admitted && (digest == null || file.isEmpty())) {
            empty(response, 403);
        } else if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            empty(response, 404);
        } else if (file.isEmpty()) {
            empty(response, isFolder(request) ? 403 : 404);
        } else if (admitted) {
            send(request, response, file.get());
        } else {
            sendToKnowing(request, response, file.get(), digest);
        }
    }

    private void sendToKnowing(HttpServletRequest request, HttpServletResponse response, StoredFile file, String digest)
            throws IOException {
        Optional<String> known = digests.find(file);
        if (known.isEmpty()) {
            response.setHeader("Retry-After", "2");
            empty(response, 503);
        } else if (Secrets.equal(known.get(), digest)) {
            send(request, response, file);
        } else {
            empty(response, 403);
        }
    }

    private boolean isFolder(HttpServletRequest request) {
        String path = request.getPathInfo();
        return !FileAnswer.isDisguised(request) && folder.isFolder(path == null ? "" : path.substring(1));
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, StoredFile file)
            throws IOException {
        if (file.name().endsWith(".gz")) {
            response.setHeader("Content-Encoding", "gzip");
        }
        FileAnswer.send(request, response, file, TEXT);
    }

    private static void empty(HttpServletResponse response, int status) {
        response.setStatus(status);
        response.setContentType("text/html");
        response.setContentLength(0);
    }
}
