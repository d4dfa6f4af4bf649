package org.openztp.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openztp.openwrt.Ash;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.MacAddress;

/**
 * What a router runs for its upgrade, whoever carries it there: the program that brings the image and has it checked, the
 * one that has it flashed, and the commands by which a server looks at a run of them, or ends it. Each program's last line
 * starts it: cut short, it does nothing.
 */
public final class UpgradeProgram {
    /** Where the server puts an image that it is asked to bring; the file has to appear whole, as {@code put} makes it. */
    public static final String UPLOAD = "/tmp/ztp-upgrade/image.done";

    /** Holds the operation whose flash has begun; gone after a flash, but for one that keeps all of /etc. */
    public static final String MARK = "/etc/ztp.flashing";

    /** Holds the checksum of the image that runs; written by the server when it has seen it at work. */
    public static final String INSTALLED = "/etc/ztp.firmware";

    /** Where a sysupgrade that refused leaves the operation, and below it its own words. */
    public static final String REFUSED = "/tmp/ztp-upgrade-refused";

    private static final List<String> PREPARE =
            List.of("base", "tree", "undo", "guard", "room", "transfer", "nc", "check");
    private static final List<String> FLASH = List.of("base", "tree", "undo");

    private UpgradeProgram() {}

    /**
     * What is to become of which router.
     *
     * @param operation its key, 8 to 40 of a-z, 0-9 and -
     * @param board the router's board; empty when any will do
     * @param options for sysupgrade, a letter each, as in {@code -c -k}
     */
    public record Wish(String operation, MacAddress mac, String board, Image image, String options) {
        public Wish {
            held("operation", operation, "[a-z0-9-]{8,40}");
            held("board", board, "\\P{Cntrl}{0,80}");
            held("options", options, "(-[a-zA-Z]( -[a-zA-Z])*)?");
        }
    }

    /**
     * @param sha256 in lower case
     * @param release what it is when it runs, and so its revision; empty when that is not known
     */
    public record Image(String sha256, long bytes, String release, String revision) {
        public Image {
            held("sha256", sha256, "[0-9a-f]{64}");
            held("bytes", Long.toString(bytes), "[1-9][0-9]{0,11}");
            held("release", release, "\\P{Cntrl}{0,80}");
            held("revision", revision, "\\P{Cntrl}{0,80}");
        }
    }

    /**
     * Where the router asks for the image.
     *
     * @param server base URL; empty when the router reaches none
     * @param path below it
     * @param token that the download wants; stands in the program, and never on a command line
     * @param brings whether the server brings an image that the router cannot fetch
     */
    public record Source(String server, String path, String token, boolean brings) {
        public Source {
            held("server", server, "(https?://[!-~]+)?");
            held("path", path, "[A-Za-z0-9._/-]{1,200}");
            held("token", token, "[A-Za-z0-9_-]{1,200}");
        }
    }

    /**
     * @param services that may be stopped when memory is short, by the names of their init scripts, and {@code wifi}
     * @param patience how long an image that is ready waits for its flash, and how long one that the server is asked to
     *     bring may stand still
     */
    public record Means(List<String> services, Duration patience) {
        public Means {
            services = List.copyOf(services);
            services.forEach(service -> held("services", service, "[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}"));
            held("patience", Long.toString(patience.toSeconds()), "[1-9][0-9]{0,6}");
        }
    }

    /**
     * Ends with a code of {@link PrepareEnd}; says meanwhile what it is at, by marker lines.
     *
     * @param key of this run, without which nobody can make its marker lines
     */
    public static byte[] prepare(String key, Wish wish, Source source, Means means) {
        Map<String, String> values = values(key, wish);
        values.put("ztp_mac", wish.mac().value());
        values.put("ztp_board", wish.board());
        values.put("ztp_release", wish.image().release());
        values.put("ztp_revision", wish.image().revision());
        values.put("ztp_bytes", Long.toString(wish.image().bytes()));
        values.put("ztp_path", source.path());
        values.put("ztp_token", source.token());
        values.put("ztp_brings", source.brings() ? "yes" : "");
        values.put("ztp_services", String.join(" ", means.services()));
        values.put("ztp_patience", Long.toString(means.patience().toSeconds()));
        values.put("ZTP_SERVER", source.server());
        return program(values, Stream.concat(PREPARE.stream(), Stream.of("prepare")));
    }

    /** Ends with a code of {@link FlashEnd}; the flash begins when it has ended. */
    public static byte[] flash(String key, Wish wish) {
        return program(values(key, wish), Stream.concat(FLASH.stream(), Stream.of("flash")));
    }

    /**
     * The command for one look at a run, which it starts when there was none; {@code visit.sh} tells its exit codes.
     *
     * @param boot the boot id without which nothing is started
     * @param file the program; it is gone when the run has begun
     * @param offset from which byte on of what it prints
     */
    public static String visit(String key, String boot, String file, long offset) {
        return command("visit", List.of(key(key), boot, file, Long.toString(offset)));
    }

    /** The command that ends a run and waits until it is undone; {@code stop.sh} tells its exit codes. */
    public static String stop(String key) {
        return command("stop", List.of(key(key)));
    }

    /** What {@link #stop} does, as a program. */
    static byte[] stopping(String key) {
        return errand(Ash.command(List.of("set", "--", key(key))), "tree", "stop");
    }

    /** What the router is and runs, in lines for {@link Seen}. */
    static byte[] look() {
        return errand(":", "look");
    }

    /** Has the router remember that it runs this image; then as {@link #look}. */
    static byte[] settle(String sha256) {
        return errand(Ash.command(List.of("set", "--", held("sha256", sha256, "[0-9a-f]{64}"))), "settle", "look");
    }

    private static byte[] errand(String first, String... parts) {
        String text = Stream.of(parts).map(UpgradeProgram::code).collect(Collectors.joining("\n"));
        return ("#!/bin/sh\n" + first + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    private static String key(String key) {
        return held("key", key, "[A-Za-z0-9-]{8,80}");
    }

    private static Map<String, String> values(String key, Wish wish) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("ztp_key", key(key));
        values.put("ztp_op", wish.operation());
        values.put("ztp_sha256", wish.image().sha256());
        values.put("ztp_options", wish.options());
        return values;
    }

    private static byte[] program(Map<String, String> values, Stream<String> parts) {
        String set = values.entrySet().stream()
                .map(value -> value.getKey() + "=" + Ash.quote(value.getValue()) + "\n")
                .collect(Collectors.joining());
        String text = parts.map(UpgradeProgram::code).collect(Collectors.joining("\n"));
        String start = "#!/bin/sh\n# shellcheck disable=SC2016 # values are quoted as they are\nset -u\n";
        return (start + set + "\n" + text + "\nmain </dev/null\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String command(String name, List<String> arguments) {
        List<String> first = List.of("sh", "-c", code("tree") + "\n" + code(name), "ztp-" + name);
        return Ash.command(Stream.concat(first.stream(), arguments.stream()).toList());
    }

    /** Without the line for the checker, which is the file's and not the program's. */
    static String code(String name) {
        try (InputStream in = UpgradeProgram.class.getResourceAsStream(name + ".sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("(?m)^# shellcheck shell=.*\\n", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String held(String name, String value, String pattern) {
        if (!Pattern.matches(pattern, value)) {
            throw new InvalidValue(name + ": " + pattern + " is wanted");
        }
        return value;
    }
}
