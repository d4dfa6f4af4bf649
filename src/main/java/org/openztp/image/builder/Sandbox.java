package org.openztp.image.builder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a build may see and take. With bubblewrap it sees the machine's programs and its own folder, has no network but a way
 * through a {@link Gate} where it is given one, and its processes end with it. Without, it runs as what the server is, in a session of its own, and within
 * the limits that {@code prlimit} sets.
 *
 * @param bubblewrap where bwrap is and works on this machine
 * @param prlimit of util-linux
 * @param setsid of util-linux
 */
record Sandbox(Optional<Path> bubblewrap, Optional<Path> prlimit, Optional<Path> setsid) {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    /** Where the build's own folder is, as it sees it. */
    private static final Path INSIDE = Path.of("/builder");
    /** Where the way out is, as it sees it. */
    private static final Path GATE = Path.of("/gate");

    /** A name that a make file of OpenWrt's takes for one word. */
    private static final String PLAIN = "[A-Za-z0-9/._+-]+";

    private static final List<String> SHOWN = List.of("/usr", "/etc", "/bin", "/sbin", "/lib", "/lib32", "/lib64");

    /** As this machine has it: bwrap is there and not useless, for instance without user namespaces. */
    static Sandbox ofThisMachine() {
        Optional<Path> bubblewrap = find("bwrap").filter(Sandbox::works);
        return new Sandbox(bubblewrap, find("prlimit"), find("setsid"));
    }

    static Optional<Path> find(String program) {
        return Stream.of(PATH.split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean works(Path bwrap) {
        try {
            Process probe = new ProcessBuilder(
                            bwrap.toString(), "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = probe.waitFor(10, TimeUnit.SECONDS);
            probe.destroyForcibly();
            return ended && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The folder as what runs in the sandbox knows it. */
    Path seen(Path folder) {
        return bubblewrap.isPresent() ? INSIDE : folder;
    }

    /** Whether what is run leads a process group of its own, which the server can end. */
    boolean leads() {
        return bubblewrap.isEmpty() && setsid.isPresent();
    }

    /** Why make cannot work in this folder; empty when it can. */
    Optional<String> unfit(Path folder) {
        return seen(folder).toString().matches(PLAIN)
                ? Optional.empty()
                : Optional.of("make cannot work in " + folder
                        + ": its name has other characters than letters, digits, . _ + -");
    }

    /**
     * How to run a program.
     *
     * @param gate the folder of one, which needs perl; without bubblewrap it counts for nothing
     * @param words each one argument, however it is written
     */
    ProcessBuilder command(Path folder, Bounds bounds, Optional<Path> gate, List<String> words) {
        List<String> command = new ArrayList<>();
        bubblewrap.ifPresent(bwrap -> command.addAll(wrapped(bwrap, folder, gate)));
        if (bubblewrap.isEmpty()) {
            setsid.ifPresent(program -> command.add(program.toString()));
        }
        prlimit.ifPresent(program -> command.addAll(limits(program, bounds)));
        if (bubblewrap.isPresent() && gate.isPresent()) {
            command.addAll(List.of("perl", inGate(Gate.SCRIPT), inGate(Gate.SOCKET)));
        }
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        builder.environment().put("HOME", seen(folder).toString());
        builder.environment().put("LC_ALL", "C");
        return builder.redirectInput(Path.of("/dev/null").toFile());
    }

    private List<String> limits(Path program, Bounds bounds) {
        List<String> limits = new ArrayList<>(List.of(
                program.toString(),
                "--core=0",
                "--as=" + bounds.memoryBytes(),
                "--fsize=" + bounds.diskBytes(),
                "--cpu=" + bounds.time().toSeconds()));
        // outside of a namespace of its own it would count what else this user runs
        if (bubblewrap.isPresent()) {
            limits.add("--nproc=" + bounds.processes());
        }
        limits.add("--");
        return limits;
    }

    private static String inGate(String name) {
        return GATE.resolve(name).toString();
    }

    private static List<String> wrapped(Path bwrap, Path folder, Optional<Path> gate) {
        List<String> words =
                new ArrayList<>(List.of(bwrap.toString(), "--unshare-all", "--die-with-parent", "--new-session"));
        for (String each : SHOWN) {
            Path path = Path.of(each);
            if (Files.isSymbolicLink(path)) {
                words.addAll(List.of("--symlink", target(path), each));
            } else if (Files.isDirectory(path)) {
                words.addAll(List.of("--ro-bind", each, each));
            }
        }
        words.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--cap-drop", "ALL"));
        gate.ifPresent(each -> words.addAll(List.of("--ro-bind", each.toString(), GATE.toString())));
        words.addAll(List.of("--bind", folder.toString(), INSIDE.toString(), "--chdir", INSIDE.toString(), "--"));
        return words;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
