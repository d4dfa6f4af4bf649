package org.openztp.registration.ztps;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's script for Arista EOS, which tells by its headers that it is one. */
public final class EosBootstrap {
    static final String PYTHON = "text/x-python; charset=UTF-8";

    private static final Logger LOG = LoggerFactory.getLogger(EosBootstrap.class);
    private static final String HEADERS = "x-arista-";

    /** What the answer at this address depends on. */
    static final String VARY = "X-Arista-Systemmac, X-Arista-Serialnum, X-Arista-Architecture,"
            + " X-Arista-Modelname, X-Arista-Softwareversion";

    private static final long LARGEST = 4 << 20;

    /** {@code $$} is no reference, and is left alone: it is a shell's process id. */
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|SERVER(?![A-Za-z0-9_])|\\{SERVER})");

    private final Path file;
    private final Gate gate;

    /** @param file conf/bootstrap/bootstrap */
    public EosBootstrap(Path file, Gate gate) {
        this.file = file;
        this.gate = gate;
    }

    /** Empty for who is no such client. */
    public Optional<Response> answer(HttpServletRequest request) {
        boolean isEos = Collections.list(request.getHeaderNames()).stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith(HEADERS));
        return isEos ? Optional.of(script(request)) : Optional.empty();
    }

    private Response script(HttpServletRequest request) {
        if (!gate.admits(request)) {
            return Shape.empty(403);
        }
        try {
            if (Files.size(file) > LARGEST) {
                return Shape.empty(413);
            }
            return Shape.content(PYTHON, filled(gate.door().serverUrl(request)));
        } catch (IOException e) {
            LOG.warn("a client of ZTPServer's asked for its bootstrap script: {}", e.toString());
            return Shape.empty(400);
        }
    }

    /** Byte for byte but for the references, whatever the file's characters are. */
    private byte[] filled(String serverUrl) throws IOException {
        String script = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        return REFERENCE
                .matcher(script)
                .replaceAll(found -> Matcher.quoteReplacement(found.group().equals("$$") ? "$$" : serverUrl))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
