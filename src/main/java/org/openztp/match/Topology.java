package org.openztp.match;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The interfaces of a pattern, held against what a device hears on its ports.
 *
 * <p>Each line that asks for something needs a port of its own. A line that forbids something forbids it on every port,
 * but on those that serve a line written above it. Neither the order of the ports nor which of several ports could
 * serve a line makes a difference: if there is one way to give each line its port, it is found. A device that hears
 * nobody has only the open lines met.
 */
record Topology(List<InterfacePattern> lines) implements Condition {
    @Override
    public boolean holds(Known device) {
        return new Seating(device.ports()).complaint().isEmpty();
    }

    @Override
    public String otherwise(Known device) {
        return new Seating(device.ports()).complaint().map(Supplier::get).orElse("");
    }

    /** One attempt to give every asking line a port, and every port that hears something forbidden a line above. */
    private final class Seating {
        private static final int NOBODY = -1;

        private final List<Known.Port> ports;
        /** For each port the first line that forbids what it hears, or the number of lines. */
        private final int[] barriers;

        Seating(List<Known.Port> ports) {
            this.ports = ports;
            barriers = new int[ports.size()];
        }

        /** The words are put together for those who read them only. */
        Optional<Supplier<String>> complaint() {
            if (ports.isEmpty()) {
                return lines.stream()
                        .filter(line -> !line.negative() && !line.open())
                        .findFirst()
                        .map(line ->
                                () -> "it hears nobody, and '" + Term.shown(line.written()) + "' asks for a neighbour");
            }
            for (InterfacePattern line : lines) {
                if (!line.negative() && !isTouched(line)) {
                    return Optional.of(unserved(line));
                }
            }
            for (int port = 0; port < barriers.length; port++) {
                barriers[port] = barrier(ports.get(port));
            }
            boolean[][] fits = fits();
            return unserved(fits).or(() -> forbidden(transposed(fits)));
        }

        /** Most patterns are none of a device's: this tells at little cost. */
        private boolean isTouched(InterfacePattern line) {
            for (Known.Port port : ports) {
                if (line.touches(port)) {
                    return true;
                }
            }
            return false;
        }

        private static Supplier<String> unserved(InterfacePattern line) {
            return () -> "no port is left that is as '" + Term.shown(line.written()) + "' asks";
        }

        private int barrier(Known.Port port) {
            for (int line = 0; line < lines.size(); line++) {
                if (lines.get(line).negative() && lines.get(line).touches(port)) {
                    return line;
                }
            }
            return lines.size();
        }

        /** By line, then by port. */
        private boolean[][] fits() {
            boolean[][] fits = new boolean[lines.size()][ports.size()];
            for (int line = 0; line < lines.size(); line++) {
                for (int port = 0; port < ports.size(); port++) {
                    fits[line][port] = !lines.get(line).negative()
                            && line < barriers[port]
                            && lines.get(line).touches(ports.get(port));
                }
            }
            return fits;
        }

        private Optional<Supplier<String>> unserved(boolean[][] fits) {
            Seats seats = new Seats(fits, ports.size());
            for (int line = 0; line < lines.size(); line++) {
                if (!lines.get(line).negative() && !seats.seat(line)) {
                    return Optional.of(unserved(lines.get(line)));
                }
            }
            return Optional.empty();
        }

        /**
         * Each port that hears something forbidden must serve a line. Where the lines alone and these ports alone can
         * be served, both can be at once (Mendelsohn and Dulmage).
         */
        private Optional<Supplier<String>> forbidden(boolean[][] fits) {
            Seats seats = new Seats(fits, lines.size());
            for (int port = 0; port < barriers.length; port++) {
                if (barriers[port] < lines.size() && !seats.seat(port)) {
                    return Optional.of(forbidden(ports.get(port), lines.get(barriers[port])));
                }
            }
            return Optional.empty();
        }

        private static Supplier<String> forbidden(Known.Port port, InterfacePattern line) {
            return () -> "port " + Term.shown(port.sent()) + " hears " + heard(port) + ", which '"
                    + Term.shown(line.written()) + "' forbids";
        }

        private static String heard(Known.Port port) {
            return port.neighbors().stream()
                    .limit(3)
                    .map(neighbor -> Term.shown(neighbor.device() + ":" + neighbor.port()))
                    .collect(Collectors.joining(", "));
        }

        private boolean[][] transposed(boolean[][] fits) {
            boolean[][] turned = new boolean[ports.size()][lines.size()];
            for (int line = 0; line < lines.size(); line++) {
                for (int port = 0; port < ports.size(); port++) {
                    turned[port][line] = fits[line][port];
                }
            }
            return turned;
        }
    }

    /** Guests on seats, one each; who came before moves when there is another seat for him. */
    private static final class Seats {
        private final boolean[][] fits;
        private final int[] guests;

        Seats(boolean[][] fits, int seats) {
            this.fits = fits;
            guests = new int[seats];
            Arrays.fill(guests, Seating.NOBODY);
        }

        boolean seat(int guest) {
            return seat(guest, new boolean[guests.length]);
        }

        private boolean seat(int guest, boolean[] asked) {
            for (int seat = 0; seat < guests.length; seat++) {
                if (fits[guest][seat] && !asked[seat]) {
                    asked[seat] = true;
                    if (guests[seat] == Seating.NOBODY || seat(guests[seat], asked)) {
                        guests[seat] = guest;
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
