package org.openztp.cli;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Goes the way of a router to the server, from here and without a token, and tells where it ends. */
final class RouterView {
    private final Consumer<Finding> found;
    private final SSLContext tls;
    private final InstantSource clock;

    RouterView(Consumer<Finding> found) {
        this(found, trusted(), InstantSource.system());
    }

    RouterView(Consumer<Finding> found, SSLContext tls, InstantSource clock) {
        this.found = found;
        this.tls = tls;
        this.clock = clock;
    }

    private static SSLContext trusted() {
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw ApiError.failed("TLS: " + e);
        }
    }

    /**
     * Asks the server at this address what it tells routers, and goes there.
     *
     * @param firmware the path of a firmware file; null for none
     */
    void look(String asked, Supplier<String> firmware) {
        Bootstrap bootstrap = new Bootstrap(tls, clock);
        Bootstrap.Script own;
        try {
            own = bootstrap.get(asked).script();
        } catch (IOException e) {
            own = Bootstrap.Script.NONE;
        }
        String told = Objects.requireNonNullElse(own.server(), asked);
        if (!told.equals(asked)) {
            found.accept(
                    Wrt.isHere(asked)
                            ? Finding.ok("server_url", "routers are told " + told)
                            : Finding.warning(
                                    "server_url",
                                    "routers are told " + told + ", not " + asked,
                                    "that is where they go",
                                    "set server_url to the one you mean"));
        }
        URI url = URI.create(told);
        if (new RouterWay(url, tls, clock).isOpen(found)) {
            RouterAnswer answer = new RouterAnswer(told, bootstrap, found);
            if (answer.isScript(own)) {
                answer.part(firmware.get());
            }
        }
    }
}
