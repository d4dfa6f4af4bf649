package org.openztp.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The processes of this machine. */
public final class Processes {
    private Processes() {}

    /** Those that work in a folder or below it. */
    public static List<ProcessHandle> below(Path folder) throws IOException {
        Path place = folder.toRealPath();
        return ProcessHandle.allProcesses()
                .filter(process -> worksBelow(place, process))
                .toList();
    }

    private static boolean worksBelow(Path place, ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"))
                    .startsWith(place);
        } catch (IOException e) {
            return false;
        }
    }
}
