package org.openztp.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Properties;

/**
 * The results of one container on one Java, kept in a file from step to step: the table is printed when all test JVMs are
 * gone.
 *
 * @param container as the table calls it
 */
record Cell(String container, int java) {
    static final String WAR = "war";
    static final String GREEN = "ok";
    static final String RED = "FAILED";

    private static final Path FOLDER = Path.of("target", "container-table");

    /** What one step does. @return what the table says of it */
    interface Work {
        String carryOut() throws Exception;
    }

    private Path file() {
        return FOLDER.resolve(name() + ".properties");
    }

    /** Where the container of this cell runs; it stays, to be looked at. */
    Path folder() {
        return FOLDER.resolve(name()).toAbsolutePath();
    }

    private String name() {
        return container.replace(' ', '-') + "-java-" + java;
    }

    /** Forgets an earlier run. */
    void begin() {
        write(new Properties());
    }

    void skip(String why) {
        for (Step step : Step.values()) {
            note(step, why);
        }
    }

    void carryOut(Step step, Work work) throws Exception {
        note(step, RED);
        long begun = System.nanoTime();
        String result = work.carryOut();
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        note(step, seconds == 0 ? result : result + "  " + seconds + " s");
    }

    void note(Step step, String result) {
        Properties results = read();
        results.setProperty(step.name(), result);
        write(results);
    }

    /** Empty when the cell did not run with this very WAR. */
    Properties results() {
        Properties results = Files.exists(file()) ? read() : new Properties();
        return digest(WarAsBuilt.FILE).equals(results.getProperty(WAR)) ? results : new Properties();
    }

    private Properties read() {
        try (var in = Files.newBufferedReader(file())) {
            Properties results = new Properties();
            results.load(in);
            return results;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Properties results) {
        results.setProperty(WAR, digest(WarAsBuilt.FILE));
        try {
            Files.createDirectories(FOLDER);
            try (var out = Files.newBufferedWriter(file())) {
                results.store(out, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String digest(Path war) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(war));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
