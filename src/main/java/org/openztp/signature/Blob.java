package org.openztp.signature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An attribute of libubox: a word that holds a mark for those with names, 7 bits of id or type, 24 bits of length with
 * the word itself; then the content. The next one begins at a multiple of four bytes.
 */
record Blob(int id, byte[] content) {
    private static final int HEAD_BYTES = 4;

    static List<Blob> parse(byte[] bytes) throws BadSignature {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        List<Blob> blobs = new ArrayList<>();
        while (rest.hasRemaining()) {
            int head = rest.remaining() < HEAD_BYTES ? 0 : rest.getInt();
            int length = (head & 0xffffff) - HEAD_BYTES;
            if (length < 0 || length > rest.remaining()) {
                throw new BadSignature("it is no certificate of ucert");
            }
            byte[] content = new byte[length];
            rest.get(content);
            rest.position(Math.min(padded(rest.position()), rest.limit()));
            blobs.add(new Blob(head >> 24 & 0x7f, content));
        }
        return blobs;
    }

    /** The content of the only attribute of the id; null when there is none. */
    static byte[] only(List<Blob> blobs, int id) throws BadSignature {
        List<byte[]> found =
                blobs.stream().filter(blob -> blob.id == id).map(Blob::content).toList();
        if (found.size() > 1) {
            throw new BadSignature("it says something twice");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /** The content of the only attribute of the name. */
    static byte[] named(List<Blob> blobs, String name, int type) throws BadSignature {
        byte[] found = null;
        for (Blob blob : blobs) {
            if (blob.isNamed(name)) {
                if (found != null || blob.id != type) {
                    throw new BadSignature("its " + name + " is wrong");
                }
                found = blob.behindName();
            }
        }
        if (found == null) {
            throw new BadSignature("it has no " + name);
        }
        return found;
    }

    private boolean isNamed(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer data = ByteBuffer.wrap(content);
        return data.remaining() >= padded(2 + wanted.length + 1)
                && data.getShort() == wanted.length
                && data.slice(2, wanted.length).equals(ByteBuffer.wrap(wanted));
    }

    private byte[] behindName() {
        ByteBuffer data = ByteBuffer.wrap(content);
        byte[] value = new byte[content.length - padded(2 + data.getShort() + 1)];
        data.position(content.length - value.length).get(value);
        return value;
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }
}
