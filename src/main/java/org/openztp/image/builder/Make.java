package org.openztp.image.builder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openztp.image.BuildFault;
import org.openztp.image.Builder.Down;
import org.openztp.image.Builder.Failed;
import org.openztp.image.Builder.Output;
import org.openztp.image.Folders;

/** Runs {@code make} in the folder of one build: a word is a word, no shell is between, and all it takes is bounded. */
final class Make {
    private static final long LOOK_MILLIS = 100;
    /** The disk is looked at every so many looks. */
    private static final int DISK_LOOKS = 20;

    private static final long FAREWELL_MILLIS = 5000;

    private final Path folder;
    private final Sandbox sandbox;
    private final Bounds bounds;
    private final Optional<Gate> gate;
    /** By the monotonic clock. */
    private final long deadline;

    /** What a step came to. */
    record Result(int exit, Output output, List<String> lines) {}

    /** @param gate through which a step fetches that may; empty where none may, or where the sandbox is none */
    Make(Path folder, Sandbox sandbox, Bounds bounds, Optional<Gate> gate) {
        this.folder = folder;
        this.sandbox = sandbox;
        this.bounds = bounds;
        this.gate = gate;
        this.deadline = System.nanoTime() + bounds.time().toNanos();
    }

    /** A step that fetches nothing, where there is a sandbox. As {@link #fetch}. */
    Result run(List<String> words) throws Failed, Down, InterruptedException {
        return run(words, Optional.empty());
    }

    /**
     * One step, to its end; what it started ends with it.
     *
     * @param words its name and its variables, each one argument
     * @throws Failed it took more than a build may
     * @throws Down it cannot be run on this machine
     */
    Result fetch(List<String> words) throws Failed, Down, InterruptedException {
        return run(words, gate.map(Gate::folder));
    }

    private Result run(List<String> words, Optional<Path> way) throws Failed, Down, InterruptedException {
        List<String> command = new ArrayList<>(List.of("make"));
        command.addAll(words);
        Process process;
        try {
            process = sandbox.command(folder, bounds, way, command).start();
        } catch (IOException e) {
            throw new Down("make cannot be started here: " + e.getMessage(), e);
        }
        ProcessTree tree = new ProcessTree(process, folder, sandbox.leads());
        Kept out = new Kept(process.getInputStream(), MakeTrouble.TELLING);
        Kept err = new Kept(process.getErrorStream(), MakeTrouble.TELLING);
        Thread outReader = reader(out);
        Thread errReader = reader(err);
        try {
            supervise(process, tree, out, err);
        } finally {
            end(tree, outReader, errReader);
            process.destroyForcibly();
        }
        checkFetched(out, err);
        return new Result(process.exitValue(), output(out, err), lines(out, err));
    }

    private static Thread reader(Kept kept) {
        Thread thread = new Thread(kept, "ztp-build-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void supervise(Process process, ProcessTree tree, Kept out, Kept err) throws Failed, InterruptedException {
        for (int look = 1; !process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS); look++) {
            if (System.nanoTime() - deadline > 0) {
                throw failed(BuildFault.TIMED_OUT, "it took longer than " + bounds.time(), out, err);
            }
            if (Math.max(out.total(), err.total()) > bounds.outputBytes()) {
                throw tooMuch("it printed more than " + (bounds.outputBytes() >> 20) + " MiB", out, err);
            }
            checkFetched(out, err);
            if (tree.count() > bounds.processes()) {
                throw tooMuch("it ran more than " + bounds.processes() + " processes at once", out, err);
            }
            if (look % DISK_LOOKS == 0 && Folders.bytes(folder) > bounds.diskBytes()) {
                throw tooMuch("it needed more than " + (bounds.diskBytes() >> 20) + " MiB of disk", out, err);
            }
        }
    }

    private void checkFetched(Kept out, Kept err) throws Failed {
        if (gate.map(Gate::isExhausted).orElse(false)) {
            throw tooMuch("it fetched more than " + (bounds.diskBytes() >> 20) + " MiB", out, err);
        }
    }

    /** Nothing of it may live on, whatever interrupts this. */
    private static void end(ProcessTree tree, Thread... readers) throws InterruptedException {
        boolean interrupted = Thread.interrupted();
        tree.kill();
        for (Thread reader : readers) {
            reader.join(FAREWELL_MILLIS);
        }
        if (interrupted) {
            throw new InterruptedException();
        }
    }

    private Failed tooMuch(String words, Kept out, Kept err) {
        return failed(BuildFault.TOO_MUCH, words, out, err);
    }

    private Failed failed(BuildFault fault, String words, Kept out, Kept err) {
        return new Failed(fault, words, output(out, err));
    }

    /** With what the gate has to say, in this step and in those behind it: only the output of the last one is kept. */
    private Output output(Kept out, Kept err) {
        StringBuilder text = new StringBuilder();
        told().forEach(line -> text.append(line).append('\n'));
        return new Output(out.text(), text + err.text());
    }

    private List<String> lines(Kept out, Kept err) {
        List<String> lines = new ArrayList<>(told());
        lines.addAll(out.lines());
        lines.addAll(err.lines());
        return lines;
    }

    private List<String> told() {
        return gate.map(Gate::words).orElse(List.of());
    }
}
