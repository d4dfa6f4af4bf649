package org.openztp.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** What answers at the URL that routers are told, and whether it is what they need. */
record RouterAnswer(String url, Bootstrap bootstrap, Consumer<Finding> found) {
    private static final Duration APART = Duration.ofSeconds(10);
    private static final Duration FAR_APART = Duration.ofMinutes(2);

    /** A file of the application stands for a firmware: both go the same way. */
    private static final String ANY_FILE = "/static/ztp.css";

    /**
     * Tells what it finds; false when no router is served there.
     *
     * @param own what the server tells that was asked in the first place
     */
    boolean isScript(Bootstrap.Script own) {
        Bootstrap.Answer answer;
        try {
            answer = bootstrap.get(url);
        } catch (IOException e) {
            found.accept(Finding.wrong(
                    "bootstrap",
                    url + "/bootstrap breaks off: " + e.getMessage(),
                    "routers get no script",
                    "does a proxy wait for its backend, is it http where https is meant, or the other way round?"));
            return false;
        }
        Bootstrap.Script script = answer.script();
        if (script.server() == null) {
            found.accept(noScript(answer));
            return false;
        }
        found.accept(type(answer.type()));
        found.accept(sameUrl(script.server()));
        if (own.keys() != null) {
            found.accept(sameServer(Objects.equals(own.keys(), script.keys())));
        }
        answer.apart().ifPresent(apart -> found.accept(clocks(apart.abs())));
        return true;
    }

    private Finding noScript(Bootstrap.Answer answer) {
        String what = url + "/bootstrap answers " + answer.status();
        String why = "routers get no script";
        return switch (answer.status()) {
            case 200 ->
                Finding.wrong(
                        "bootstrap",
                        "what answers at " + url + "/bootstrap is not OpenZTP",
                        why,
                        "does another program, a cache or a sign-in page answer in its place?");
            case 301, 302, 303, 307, 308 ->
                Finding.wrong(
                        "bootstrap",
                        what + ", a redirect to " + answer.location(),
                        "a router's wget may not follow",
                        "let this URL answer itself, or make the target the server_url");
            case 401, 403, 407 ->
                Finding.wrong(
                        "bootstrap",
                        what,
                        "routers sign in nowhere",
                        "take the proxy's access control away from this path");
            case 404 ->
                Finding.wrong(
                        "bootstrap",
                        what + ": it is not there",
                        why,
                        "is the prefix of server_url right? a proxy passes it on as the server has it, or sets X-Forwarded-Prefix");
            case 502, 503, 504 ->
                Finding.wrong(
                        "bootstrap",
                        what,
                        why,
                        "the proxy does not reach the server: check its backend's address and port");
            default -> Finding.wrong("bootstrap", what, why, "the server's log, or the proxy's, tells more");
        };
    }

    private static Finding type(String type) {
        return type.startsWith("text/x-shellscript")
                ? Finding.ok("bootstrap", "the script for routers comes")
                : Finding.warning(
                        "bootstrap",
                        "the script comes as " + (type.isEmpty() ? "no content type" : type)
                                + ", not as text/x-shellscript",
                        "what stands in between changes answers",
                        "let the proxy pass content types on");
    }

    private Finding sameUrl(String told) {
        return told.equals(url)
                ? Finding.ok("server_url", "the script names this very URL")
                : Finding.wrong(
                        "server_url",
                        "the script at " + url + " sends routers to " + told,
                        "they call another place than the one that was meant",
                        "set server_url = \"" + url + "\", or let the proxy tell host and prefix (X-Forwarded-*)");
    }

    private Finding sameServer(boolean same) {
        return same
                ? Finding.ok("server", "it is this server that answers")
                : Finding.wrong(
                        "server",
                        "another OpenZTP answers at " + url + ": its keys are not this server's",
                        "routers register there, and let this server not in",
                        "does the name, the port or the proxy lead to another machine?");
    }

    private static Finding clocks(Duration apart) {
        if (apart.compareTo(APART) <= 0) {
            return Finding.ok("clock", "the server's clock and the one here agree");
        }
        String what = "the server's clock and the one here are " + apart.toSeconds() + " s apart";
        String why = "certificates, sign-ins and the history depend on them";
        return apart.compareTo(FAR_APART) > 0
                ? Finding.wrong("clock", what, why, "set both by NTP")
                : Finding.warning("clock", what, why, "set both by NTP");
    }

    /** @param firmware the path of a file; null when the server has none */
    void part(String firmware) {
        String path = firmware == null ? ANY_FILE : firmware;
        int status;
        try {
            status = bootstrap.part(url, path).status();
        } catch (IOException e) {
            found.accept(Finding.wrong(
                    "files",
                    path + " breaks off: " + e.getMessage(),
                    "routers cannot fetch firmware",
                    "see the proxy's log"));
            return;
        }
        found.accept(
                switch (status) {
                    case 206 -> Finding.ok("files", path + " is given in parts");
                    case 200 ->
                        Finding.warning(
                                "files",
                                path + " is given as a whole when a part is asked for",
                                "a router whose download broke off starts from zero",
                                "let the proxy pass Range on");
                    default ->
                        Finding.wrong(
                                "files",
                                path + " answers " + status,
                                "routers cannot fetch firmware",
                                "does the proxy pass everything below the prefix on?");
                });
    }
}
