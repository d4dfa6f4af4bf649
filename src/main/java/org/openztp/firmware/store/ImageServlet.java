package org.openztp.firmware.store;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.auth.Caller;
import org.openztp.auth.Callers;
import org.openztp.auth.Role;
import org.openztp.firmware.FileAnswer;
import org.openztp.firmware.SiteRates;
import org.openztp.http.Problem;
import org.openztp.http.ProblemAnswer;

/**
 * Serves {@code /firmware/images/SHA-256}: the files of the store to operators, and to routers that show the token that
 * they were given for this file. Nobody else learns what the store holds: a wrong token and an image that does not exist
 * are answered alike.
 */
final class ImageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Pattern NAME = Pattern.compile("/([0-9a-f]{64})");
    private static final String TYPE = "application/octet-stream";

    private final transient Callers callers;
    private final transient Downloads downloads;
    private final transient ImageFiles files;
    private final transient SiteRates rates;

    ImageServlet(Callers callers, Downloads downloads, ImageFiles files, SiteRates rates) {
        this.callers = callers;
        this.downloads = downloads;
        this.files = files;
        this.rates = rates;
    }

    @Override
    public void destroy() {
        rates.close();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "private, no-cache");
        try {
            switch (request.getMethod()) {
                case "GET", "HEAD" -> get(request, response);
                case "POST" -> post(request, response);
                default ->
                    throw new Problem(405, "Method not allowed", "images are read with GET, HEAD or POST")
                            .with("Allow", "GET, HEAD, POST");
            }
        } catch (RuntimeException e) {
            ProblemAnswer.send(response, e);
        }
    }

    private void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<String> name = name(request);
        Optional<Caller> caller = callers.reading(request);
        if (caller.isPresent()) {
            if (!caller.get().may(Role.MAY_OPERATE)) {
                throw Problem.forbidden("this needs a token that may do what an operator may");
            }
        } else {
            String token = Callers.bearer(request)
                    .orElseThrow(() -> Problem.unauthorized("send Authorization: Bearer and a token of this server"));
            checkRouter(request, name, token);
        }
        String sha256 = name.orElseThrow(() -> Problem.notFound("there is no image of this checksum"));
        FileAnswer.send(request, response, files.get(sha256), TYPE);
    }

    private void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
        DownloadForm form = DownloadForm.read(request.getInputStream());
        String sha256 = checkRouter(request, name(request), form.token());
        FileAnswer.sendRest(request, response, files.get(sha256), TYPE, form.from());
    }

    /** The checksum of what it may have, which goes to it as fast as the place allows where it stands. */
    private String checkRouter(HttpServletRequest request, Optional<String> name, String token) {
        String site = name.flatMap(sha256 -> downloads.siteOf(sha256, token))
                .orElseThrow(() -> Problem.forbidden("the token is not, or no longer, one for this image"));
        rates.hold(request, site);
        return name.get();
    }

    private static Optional<String> name(HttpServletRequest request) {
        String path = request.getPathInfo();
        Matcher name = NAME.matcher(path == null || FileAnswer.isDisguised(request) ? "" : path);
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }
}
