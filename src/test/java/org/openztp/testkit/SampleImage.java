package org.openztp.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/** A firmware image with chunks behind it, as fwtool appends them: in the order in which they are asked for. */
public final class SampleImage {
    private static final int METADATA = 1;
    private static final int SIGNATURE = 0;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    /** @param content the image itself */
    public SampleImage(byte[] content) {
        file.writeBytes(content);
    }

    /** A kernel for U-Boot and noise, the same for each seed. */
    public static SampleImage uImage(long seed, int bytes) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        ByteBuffer.wrap(content).putInt(0x27051956);
        return new SampleImage(content);
    }

    /** What an image of today's OpenWrt says of itself. */
    public static String json(String board, String version) {
        return """
                { "metadata_version": "1.1", "compat_version": "1.0", "supported_devices":["%s"], "version": \
                { "dist": "OpenWrt", "version": "%s", "revision": "r24106-10cc5fcd00", "target": "ath79/generic", \
                "board": "%s" } }
                """.formatted(board, version, board.replace(',', '_'));
    }

    public SampleImage compressed() {
        byte[] plain = bytes();
        file.reset();
        try (GZIPOutputStream gz = new GZIPOutputStream(file)) {
            gz.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public SampleImage metadata(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return chunk(METADATA, ByteBuffer.allocate(8 + text.length).put(8, text).array());
    }

    public SampleImage signature(byte[] blob) {
        return chunk(SIGNATURE, blob);
    }

    public SampleImage chunk(int type, byte[] content) {
        return chunk(type, content, content.length + 16);
    }

    /** @param length what the trailer says, right or not */
    public SampleImage chunk(int type, byte[] content, int length) {
        file.writeBytes(content);
        CRC32 sum = new CRC32();
        sum.update(bytes());
        ByteBuffer trailer = ByteBuffer.allocate(16);
        trailer.put("FWx0".getBytes(StandardCharsets.US_ASCII)).putInt(~(int) sum.getValue());
        trailer.put((byte) type).put(new byte[3]).putInt(length);
        file.writeBytes(trailer.array());
        return this;
    }

    public byte[] bytes() {
        return file.toByteArray();
    }

    public Path write(Path path) {
        try {
            return Files.write(path, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
