package org.openztp.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a container's process holds, counted from outside.
 *
 * @param applications how many class loaders of ours live, after a full collection
 * @param threads the names of its Java threads
 * @param files the files it has open
 * @param connections the TCP connections it has opened itself
 */
record Inside(long applications, List<String> threads, List<String> files, List<String> connections) {
    /** An enum of ours that every start uses: its constants live exactly as long as its class loader. */
    private static final Pattern LOADED = Pattern.compile("(?m) org\\.openztp\\.db\\.Vendor(?: |$)");

    private static final Pattern THREAD = Pattern.compile("(?m)^\"(.*)\" .*tid=");
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final String ESTABLISHED = "01";
    private static final String LISTENS = "0A";

    static Inside of(long pid, Path java) {
        jcmd(pid, java, "GC.run");
        List<String> open = open(pid);
        return new Inside(
                LOADED.matcher(jcmd(pid, java, "GC.class_histogram")).results().count(),
                THREAD.matcher(jcmd(pid, java, "Thread.print"))
                        .results()
                        .map(thread -> thread.group(1))
                        .sorted()
                        .toList(),
                open.stream().filter(file -> file.startsWith("/")).sorted().toList(),
                outgoing(pid, open));
    }

    static String jcmd(long pid, Path java, String command) {
        try {
            Process process = new ProcessBuilder(java.resolve("bin/jcmd").toString(), "" + pid, command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("jcmd " + command + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<String> open(long pid) {
        List<String> open = new ArrayList<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path link : (Iterable<Path>) links::iterator) {
                try {
                    open.add(Files.readSymbolicLink(link).toString());
                } catch (IOException e) {
                    // closed meanwhile
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    /** Established, and not accepted on a port it listens on. */
    private static List<String> outgoing(long pid, List<String> open) {
        Set<String> inodes = new HashSet<>();
        for (String file : open) {
            Matcher socket = SOCKET.matcher(file);
            if (socket.matches()) {
                inodes.add(socket.group(1));
            }
        }
        List<String[]> mine = Stream.of("tcp", "tcp6")
                .flatMap(table -> rows(pid, table))
                .filter(row -> inodes.contains(row[9]))
                .toList();
        Set<String> listening = new HashSet<>();
        mine.stream().filter(row -> row[3].equals(LISTENS)).forEach(row -> listening.add(port(row[1])));
        return mine.stream()
                .filter(row -> row[3].equals(ESTABLISHED) && !listening.contains(port(row[1])))
                .map(row -> "to port " + Integer.parseInt(port(row[2]), 16))
                .sorted()
                .toList();
    }

    private static Stream<String[]> rows(long pid, String table) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table)).stream()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String port(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }
}
