package org.openztp.pull;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.openztp.openwrt.InvalidValue;

/**
 * A piece of a run's output, as a device posts it.
 *
 * @param offset where in the output the bytes stand
 * @param exit the run's exit code, {@link #GONE} when the run was killed and told none; null while it runs
 * @param flashing the release that the device is being flashed to; empty without
 * @param proof HMAC over {@code results DEVICE RUN OFFSET EXIT FLASHING}, with {@code -} for what is not there, a line break
 *     and the bytes
 */
record Posted(long offset, byte[] output, String exit, String flashing, String proof) {
    static final String GONE = "gone";

    private static final Set<String> FIELDS = Set.of("offset", "output", "exit", "flashing", "proof");
    private static final int MOST_BYTES = 256 * 1024;

    /** @throws InvalidValue saying what to mend */
    static Posted of(byte[] form) {
        Map<String, byte[]> fields = fields(form);
        String offset = text(fields, "offset");
        if (offset == null || !offset.matches("\\d{1,18}")) {
            throw new InvalidValue("offset: how many bytes of the output were posted before is wanted");
        }
        String exit = text(fields, "exit");
        if (exit != null && !exit.equals(GONE) && !exit.matches("\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5]")) {
            throw new InvalidValue("exit: 0 to 255 or " + GONE + " is wanted");
        }
        String flashing = text(fields, "flashing");
        if (flashing != null && !Ask.RELEASE.matcher(flashing).matches()) {
            throw new InvalidValue("flashing: a release is wanted");
        }
        byte[] output = fields.getOrDefault("output", new byte[0]);
        if (output.length > MOST_BYTES) {
            throw new InvalidValue("output: at most " + MOST_BYTES + " bytes at once");
        }
        String proof = text(fields, "proof");
        if (proof == null) {
            throw new InvalidValue("proof: missing");
        }
        return new Posted(Long.parseLong(offset), output, exit, flashing == null ? "" : flashing, proof);
    }

    byte[] message(long deviceId, long runId) {
        String head = "results " + deviceId + " " + runId + " " + offset + " " + (exit == null ? "-" : exit) + " "
                + (flashing.isEmpty() ? "-" : flashing) + "\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream(output.length + head.length());
        all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(output);
        return all.toByteArray();
    }

    /** Below 0 for a run that was killed and told none; null while it runs. */
    Integer exitCode() {
        return exit == null ? null : exit.equals(GONE) ? Integer.valueOf(-1) : Integer.valueOf(exit);
    }

    long end() {
        return offset + output.length;
    }

    private static String text(Map<String, byte[]> fields, String name) {
        byte[] value = fields.get(name);
        return value == null || value.length == 0 ? null : new String(value, StandardCharsets.ISO_8859_1);
    }

    private static Map<String, byte[]> fields(byte[] form) {
        Map<String, byte[]> fields = new HashMap<>();
        int from = 0;
        while (from < form.length) {
            int to = end(form, from, form.length, '&');
            int equals = end(form, from, to, '=');
            String name = new String(form, from, equals - from, StandardCharsets.ISO_8859_1);
            if (equals == to || !FIELDS.contains(name)) {
                throw new InvalidValue("the form: offset, output, exit, flashing and proof are known");
            }
            if (fields.put(name, decoded(form, equals + 1, to)) != null) {
                throw new InvalidValue(name + ": comes twice");
            }
            from = to + 1;
        }
        return fields;
    }

    private static int end(byte[] bytes, int from, int to, char mark) {
        int at = from;
        while (at < to && bytes[at] != mark) {
            at++;
        }
        return at;
    }

    private static byte[] decoded(byte[] bytes, int from, int to) {
        byte[] out = new byte[to - from];
        int length = 0;
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == '%') {
                int high = at + 2 < to ? Character.digit(bytes[at + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(bytes[at + 2], 16);
                if (low < 0) {
                    throw new InvalidValue("the form: a percent sign without its two digits");
                }
                b = (byte) (high << 4 | low);
                at += 2;
            } else if (b == '+') {
                b = ' ';
            }
            out[length++] = b;
        }
        return Arrays.copyOf(out, length);
    }
}
