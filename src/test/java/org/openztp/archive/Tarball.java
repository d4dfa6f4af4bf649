package org.openztp.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** A gzip-compressed tar archive, made byte by byte: also such that no tar would make. */
public final class Tarball {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();
    private int time;

    /** Two files and a link, as of a small router. */
    public static Tarball router(String hostname) {
        return new Tarball()
                .file("etc/config/system", "config system\n\toption hostname '" + hostname + "'\n")
                .file("etc/config/network", "config interface 'lan'\n\toption proto 'dhcp'\n")
                .file("etc/dropbear/key", "\u0000\u0001binary".getBytes(StandardCharsets.UTF_8))
                .entry('2', "etc/localtime", "/tmp/localtime", new byte[0]);
    }

    /** Other times of the files, and nothing else. */
    public Tarball at(int seconds) {
        time = seconds;
        return this;
    }

    public Tarball file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public Tarball file(String path, byte[] content) {
        return entry('0', path, "", content);
    }

    public Tarball entry(char type, String path, String target, byte[] content) {
        return header(type, path, target, String.format("%011o", content.length))
                .content(content);
    }

    public Tarball header(char type, String path, String target, String size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, path);
        put(header, 100, "0000600");
        put(header, 124, size);
        put(header, 136, String.format("%011o", time));
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar\u000000");
        put(header, 148, "        ");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        tar.writeBytes(header);
        return this;
    }

    public Tarball content(byte[] content) {
        tar.writeBytes(content);
        tar.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        return this;
    }

    public byte[] open() {
        return gzip(tar.toByteArray());
    }

    public byte[] gzip() {
        tar.writeBytes(new byte[2 * BLOCK]);
        return gzip(tar.toByteArray());
    }

    public Archive archive() {
        try {
            return Archive.of(gzip());
        } catch (BadArchive e) {
            throw new AssertionError(e);
        }
    }

    public static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
