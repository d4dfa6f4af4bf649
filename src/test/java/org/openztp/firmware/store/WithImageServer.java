package org.openztp.firmware.store;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.openztp.auth.ApiTokens;
import org.openztp.auth.Callers;
import org.openztp.auth.Role;
import org.openztp.auth.Secrets;
import org.openztp.auth.Sessions;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.WebServer;

/** The store behind a Tomcat, as routers and operators reach it. */
abstract class WithImageServer extends WithStore {
    static final String FORM = "application/x-www-form-urlencoded";
    static final String TOKEN = Secrets.token();

    final byte[] content = image(1, "acme,one");
    final String path = "/firmware/images/" + sha256(content);
    ApiTokens tokens;
    Set<String> given = Set.of(sha256(content) + TOKEN);
    WebServer server;

    @Override
    TestDb open() {
        return TestDb.h2();
    }

    void serve(boolean sendfile) {
        tokens = new ApiTokens(db(), clock);
        Callers callers = new Callers(tokens, new Sessions(new byte[32], clock));
        server = WebServer.with(parts -> {
            parts.connector("useSendfile", Boolean.toString(sendfile));
            parts.connector("maxThreads", "20");
            parts.servlet("images", store.files(callers, this::siteOf), "/firmware/images/*");
            parts.servlet("other", new Other(), "/bootstrap");
        });
        keep(build("campus", "1"), "one.bin", content);
    }

    /** Each token but the usual one is called by where its router stands. */
    Optional<String> siteOf(String sha256, String token) {
        return Optional.of(token.equals(TOKEN) ? "" : token).filter(site -> given.contains(sha256 + token));
    }

    private static final class Other extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("here");
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    HttpRequest.Builder as(Role role, String address) {
        String secret = tokens.create("a" + System.nanoTime(), role).secret();
        return server.request(address).header("Authorization", "Bearer " + secret);
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) {
        return server.send(request, BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> post(String address, String form) {
        return send(server.request(address).header("Content-Type", FORM).POST(BodyPublishers.ofString(form)));
    }
}
