package org.openztp.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * A firmware image for the lab's sysupgrade: a body, and the metadata chunk that OpenWrt's fwtool appends (8 zero bytes,
 * JSON, and a trailer of magic, CRC, type, padding and size, all big endian).
 */
public record LabImage(byte[] bytes) {
    private static final int METADATA = 1;

    /** @param bodyBytes how large it is before the metadata */
    public static LabImage of(String release, int bodyBytes, List<String> boards) {
        return of(release, bodyBytes, boards, "1.0");
    }

    /** @param compat its compat_version; the lab's routers have 1.0 */
    public static LabImage of(String release, int bodyBytes, List<String> boards, String compat) {
        String supported = boards.stream().map(board -> '"' + board + '"').collect(Collectors.joining(", "));
        String key = compat.equals("1.0") ? "supported_devices" : "new_supported_devices";
        String json = """
                { "metadata_version": "1.1", "compat_version": "%s", "%s": [%s], \
                "version": { "dist": "OpenWrt", "version": "%s", "revision": "r1-lab", "target": "x86/64" } }
                """.formatted(compat, key, supported, release);
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        byte[] body = new byte[bodyBytes];
        for (int i = 0; i < bodyBytes; i++) {
            body[i] = (byte) (i * 31 + release.hashCode());
        }
        image.writeBytes(body);
        image.writeBytes(new byte[8]);
        image.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        byte[] sofar = image.toByteArray();
        CRC32 crc = new CRC32();
        crc.update(sofar);
        image.writeBytes(ByteBuffer.allocate(16)
                .put("FWx0".getBytes(StandardCharsets.US_ASCII))
                .putInt(~(int) crc.getValue())
                .put((byte) METADATA)
                .put(new byte[3])
                .putInt(sofar.length - bodyBytes + 16)
                .array());
        return new LabImage(image.toByteArray());
    }

    public Path write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    public String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
