package org.openztp.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers of tests. They lie below the range from which outgoing connections get theirs, and are drawn: a port is
 * to be free still when its server comes, or comes again, while the tests of another JVM look for one.
 */
public final class Ports {
    private static final int FIRST = 20_000;
    private static final int END = 32_000;

    private Ports() {}

    public static int free() {
        return freeOffset(List.of(0));
    }

    /** What may be added to each of these ports. */
    public static int freeOffset(List<Integer> ports) {
        int lowest = ports.stream().min(Integer::compare).orElseThrow();
        int highest = ports.stream().max(Integer::compare).orElseThrow();
        while (true) {
            int offset = ThreadLocalRandom.current().nextInt(FIRST - lowest, END - highest);
            if (ports.stream().allMatch(port -> isFree(port + offset))) {
                return offset;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
