package org.openztp.launcher;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What {@code java -jar ztp.war} runs: unpacks the WAR once, to {@code lib/} and {@code web/} of a folder named after its
 * size and time, and hands over to the command line on a flat class path.
 */
public final class Main {
    private static final String COMMAND_LINE = "org.openztp.cli.Wrt";

    /** Bytes; the eight thousand at a time of the JDK's own copying keep its compiler busy. */
    private static final int PART = 1 << 17;

    private Main() {}

    public static void main(String[] args) throws Exception {
        Path war = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        ClassLoader loader = Main.class.getClassLoader();
        if (Files.isRegularFile(war)) {
            Path unpacked = unpacked(war);
            System.setProperty("ztp.web", unpacked.resolve("web").toString());
            loader = new MainLoader(jars(unpacked.resolve("lib")), ClassLoader.getPlatformClassLoader());
            Thread.currentThread().setContextClassLoader(loader);
        }
        try {
            loader.loadClass(COMMAND_LINE).getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** {@code -Dztp.home}, {@code ZTP_HOME} or {@code ~/.ztp}. */
    static Path home() {
        String home = Optional.ofNullable(System.getProperty("ztp.home"))
                .or(() -> Optional.ofNullable(System.getenv("ZTP_HOME")).filter(text -> !text.isBlank()))
                .orElse(System.getProperty("user.home") + "/.ztp");
        return Path.of(home).toAbsolutePath().normalize();
    }

    private static Path unpacked(Path war) throws IOException {
        Path tmp = home().resolve("tmp");
        String name =
                "war-" + Files.size(war) + "-" + Files.getLastModifiedTime(war).toMillis();
        Path ready = tmp.resolve(name);
        if (Files.isDirectory(ready)) {
            return ready;
        }
        Path part;
        try {
            part = Files.createTempDirectory(Files.createDirectories(tmp), "unpacking-");
        } catch (FileSystemException e) {
            // a user who may not write there still may run commands
            Path own = Files.createTempDirectory("ztp-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(own)));
            unpack(war, own);
            return own;
        }
        unpack(war, part);
        try {
            return Files.move(part, ready, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            // another start was quicker, and its folder is as good
            delete(part);
            return ready;
        }
    }

    private static void unpack(Path war, Path folder) throws IOException {
        try (ZipFile zip = new ZipFile(war.toFile())) {
            zip.stream().parallel().filter(entry -> !entry.isDirectory()).forEach(entry -> unpack(zip, entry, folder));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void unpack(ZipFile zip, ZipEntry entry, Path folder) {
        Path target = folder.resolve(place(entry.getName())).normalize();
        if (!target.startsWith(folder)) {
            return;
        }
        try {
            Files.createDirectories(target.getParent());
            try (InputStream content = zip.getInputStream(entry);
                    OutputStream file = new FileOutputStream(target.toFile())) {
                byte[] part = new byte[PART];
                for (int length = content.read(part); length > 0; length = content.read(part)) {
                    file.write(part, 0, length);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String place(String entry) {
        boolean library = entry.startsWith("WEB-INF/lib/") || entry.startsWith("META-INF/standalone/");
        return library ? "lib" + entry.substring(entry.lastIndexOf('/')) : "web/" + entry;
    }

    private static List<Path> jars(Path lib) throws IOException {
        try (Stream<Path> jars = Files.list(lib)) {
            return jars.sorted().toList();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            folder.toFile().deleteOnExit();
        }
    }
}
