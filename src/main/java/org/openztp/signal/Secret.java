package org.openztp.signal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Secrets of targets: files of the folder of keys whose names begin with {@code signal-}, so that no other key leaves. */
record Secret(Path keys) {
    static final String WANTED = "the name of a file in the folder keys is wanted, such as signal-ops";
    private static final Pattern NAME = Pattern.compile("signal-[a-z0-9][a-z0-9._-]{0,63}");
    private static final int LONGEST = 4096;
    private static final int SHORTEST = 8;

    static boolean isName(String name) {
        return name != null && NAME.matcher(name).matches();
    }

    /** @throws NoSecret saying what to mend */
    String read(String name) throws NoSecret {
        try {
            byte[] content = Files.readAllBytes(keys.resolve(name));
            String text = new String(content, StandardCharsets.UTF_8).strip();
            if (content.length > LONGEST || text.length() < SHORTEST || text.contains("\n")) {
                throw new NoSecret("keys/" + name + ": one line of " + SHORTEST + " characters or more is wanted");
            }
            return text;
        } catch (IOException e) {
            throw new NoSecret("keys/" + name + ": there is no such file, or it cannot be read");
        }
    }

    /** What is wrong with a secret; nothing where none is needed. */
    Optional<String> fault(String name) {
        if (name == null) {
            return Optional.empty();
        }
        try {
            read(name);
            return Optional.empty();
        } catch (NoSecret e) {
            return Optional.of(e.getMessage());
        }
    }

    /** There is none that could be used. */
    static final class NoSecret extends Exception {
        private static final long serialVersionUID = 1L;

        NoSecret(String words) {
            super(words);
        }
    }
}
