package org.openztp.firmware;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.openztp.http.Problem;
import org.openztp.http.ProblemAnswer;

/** Serves {@code /fw/*}: the files of a {@link FirmwareFolder}, whole or in part. */
public final class FirmwareServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient FirmwareFolder folder;

    public FirmwareServlet(FirmwareFolder folder) {
        this.folder = folder;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            Problem refusal = new Problem(405, "Method not allowed", "firmware is read with GET or HEAD");
            ProblemAnswer.send(response, refusal.with("Allow", "GET, HEAD"));
            return;
        }
        Optional<StoredFile> file = FileAnswer.find(request, folder);
        if (file.isEmpty()) {
            ProblemAnswer.send(response, Problem.notFound("no such firmware file"));
            return;
        }
        FileAnswer.send(request, response, file.get(), "application/octet-stream");
    }
}
