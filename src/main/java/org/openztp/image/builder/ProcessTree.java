package org.openztp.image.builder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * All processes of one build: what it started, and what has left its parents and works in the build's folder still, which
 * nothing else does.
 *
 * @param isLeader the first one leads a process group, in which most of the others are
 */
record ProcessTree(Process first, Path folder, boolean isLeader) {
    private static final Path PROC = Path.of("/proc");
    private static final int ROUNDS = 100;
    private static final int PAUSE = 20;
    private static final int PATIENCE = 5;

    int count() {
        return all().size();
    }

    /**
     * Ends them all; those that are started meanwhile as well. What the first one has said can be read still, if it had ended
     * of itself: {@link Process#destroyForcibly} would close that too.
     */
    void kill() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            // first of all: with its leader gone nobody waits for the others, and a sandbox ends with its parent
            killGroup();
            if (first.isAlive()) {
                first.destroyForcibly();
            }
            Set<ProcessHandle> left = all();
            if (left.isEmpty()) {
                return;
            }
            left.forEach(ProcessHandle::destroyForcibly);
            TimeUnit.MILLISECONDS.sleep(PAUSE);
        }
    }

    /** In one stroke, so that none of them can start another meanwhile: the first one leads a group of its own. */
    private void killGroup() throws InterruptedException {
        Optional<Path> kill = Sandbox.find("kill");
        if (isLeader && kill.isPresent()) {
            try {
                new ProcessBuilder(kill.get().toString(), "-KILL", "--", "-" + first.pid())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor(PATIENCE, TimeUnit.SECONDS);
            } catch (IOException e) {
                // one after the other then
            }
        }
    }

    private Set<ProcessHandle> all() {
        Set<ProcessHandle> all = new HashSet<>();
        if (first.isAlive()) {
            all.add(first.toHandle());
        }
        first.descendants().filter(ProcessHandle::isAlive).forEach(all::add);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path each : processes) {
                if (worksInFolder(each)) {
                    handle(each).filter(ProcessHandle::isAlive).ifPresent(all::add);
                }
            }
        } catch (IOException e) {
            // no such folder on this system: what was found otherwise is all
        }
        return all;
    }

    private boolean worksInFolder(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).startsWith(folder);
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<ProcessHandle> handle(Path process) {
        return ProcessHandle.of(Long.parseLong(process.getFileName().toString()));
    }
}
