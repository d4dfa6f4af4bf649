package org.openztp.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openztp.testkit.Scratch;

/**
 * Where one cell of the matrix runs: a Java, and a folder with all that the container may write to.
 *
 * @param java the home of a JDK
 * @param settings of the application, for instance {@code provision.ssh-port}
 */
record Place(Path java, Path folder, Map<String, String> settings) {
    /** An empty one, whatever was in the folder. */
    static Place make(Path java, Path folder) throws IOException {
        if (Files.exists(folder)) {
            Scratch.delete(folder);
        }
        for (String name : List.of("home", "tmp", "user")) {
            Files.createDirectories(folder.resolve(name));
        }
        return new Place(java, folder, new LinkedHashMap<>());
    }

    Path home() {
        return folder.resolve("home");
    }

    /** Where a container's own folders are. */
    Path base() {
        return folder.resolve("base");
    }

    /** The JVM's temporary files, where the container does not choose a folder itself, and its user's home. */
    List<Path> ofTheUser() {
        return List.of(folder.resolve("tmp"), folder.resolve("user"));
    }

    /**
     * A small heap, the application's settings, no folder of this machine's user. Soft references do not count as a
     * leak: memory that runs short takes them, and so does every collection here.
     */
    List<String> jvm() {
        List<String> options = new ArrayList<>(List.of(
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-Duser.home=" + folder.resolve("user"),
                "-Dztp.home=" + home()));
        settings.forEach((key, value) -> options.add("-Dztp." + key + "=" + value));
        return options;
    }

    /** The container that runs now. */
    long pid() {
        String mark = "-Dztp.home=" + home();
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(mark))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no container runs in " + folder))
                .pid();
    }
}
