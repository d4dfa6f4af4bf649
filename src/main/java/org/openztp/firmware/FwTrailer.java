package org.openztp.firmware;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What stands behind an image: chunks as OpenWrt's fwtool appends them, each with a trailer of 16 bytes, big endian:
 * {@code FWx0}, crc32 of every byte before the trailer, type, three bytes of padding, length with the trailer. A
 * compressed image carries them behind the end of its stream.
 *
 * @param imageLength how many bytes stand before the first of them
 * @param chunks the last of the file first, as fwtool meets them
 */
public record FwTrailer(long imageLength, List<FwChunk> chunks) {
    /** What fwtool reads of one chunk on a router. */
    private static final int MOST_BYTES = 32 * 1024;

    private static final int MOST_CHUNKS = 16;
    private static final int MAGIC = 0x46577830;
    private static final int HEADER_BYTES = 8;
    private static final int PIECE_BYTES = 64 * 1024;

    public FwTrailer {
        chunks = List.copyOf(chunks);
    }

    /**
     * Reads the whole file once where there are chunks, a piece at a time: for jobs, not for requests.
     *
     * @throws BadImage a chunk is broken
     */
    public static FwTrailer read(Path image) throws IOException, BadImage {
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.READ)) {
            List<FwChunk> chunks = walk(file);
            long length = chunks.isEmpty()
                    ? file.size()
                    : chunks.get(chunks.size() - 1).start();
            check(chunks.isEmpty() || length > 0, "there is no image before what fwtool has appended");
            checkSums(file, chunks);
            return new FwTrailer(length, chunks);
        }
    }

    private static List<FwChunk> walk(FileChannel file) throws IOException, BadImage {
        List<FwChunk> chunks = new ArrayList<>();
        long end = file.size();
        while (end >= FwChunk.TRAILER_BYTES) {
            ByteBuffer trailer = bytes(file, end - FwChunk.TRAILER_BYTES, FwChunk.TRAILER_BYTES);
            if (trailer.getInt(0) != MAGIC) {
                break;
            }
            check(chunks.size() < MOST_CHUNKS, "more than " + MOST_CHUNKS + " chunks of fwtool stand behind the image");
            long length = Integer.toUnsignedLong(trailer.getInt(12));
            check(
                    length >= FwChunk.TRAILER_BYTES && length <= end && length <= MOST_BYTES + FwChunk.TRAILER_BYTES,
                    "a chunk of fwtool says it is " + length + " bytes long; " + FwChunk.TRAILER_BYTES + " to "
                            + Math.min(end, MOST_BYTES + FwChunk.TRAILER_BYTES) + " are possible");
            long start = end - length;
            byte[] content =
                    bytes(file, start, (int) length - FwChunk.TRAILER_BYTES).array();
            chunks.add(new FwChunk(trailer.get(8), start, trailer.getInt(4), content));
            end = start;
        }
        return chunks;
    }

    private static ByteBuffer bytes(FileChannel file, long from, int length) throws IOException {
        return fill(ByteBuffer.allocate(length), file, from);
    }

    private static ByteBuffer fill(ByteBuffer bytes, FileChannel file, long from) throws IOException {
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("the image became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private static void checkSums(FileChannel file, List<FwChunk> chunks) throws IOException, BadImage {
        CRC32 sum = new CRC32();
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        long read = 0;
        for (int i = chunks.size() - 1; i >= 0; i--) {
            FwChunk chunk = chunks.get(i);
            while (read < chunk.trailerStart()) {
                int length = (int) Math.min(PIECE_BYTES, chunk.trailerStart() - read);
                sum.update(fill(piece.clear().limit(length), file, read));
                read += length;
            }
            check(
                    chunk.crc() == ~(int) sum.getValue(),
                    "the checksum of fwtool is wrong: the image is damaged or was changed after it was built");
        }
    }

    /** The JSON of the last chunk of metadata, the one a router looks at. */
    Optional<byte[]> metadata() throws BadImage {
        for (FwChunk chunk : chunks) {
            if (chunk.type() == FwChunk.METADATA) {
                ByteBuffer content = ByteBuffer.wrap(chunk.content());
                check(
                        content.remaining() >= HEADER_BYTES && content.getInt() == 0,
                        "the metadata of the image are of a version that is not known");
                byte[] json = new byte[content.capacity() - HEADER_BYTES];
                content.position(HEADER_BYTES).get(json);
                return Optional.of(json);
            }
        }
        return Optional.empty();
    }

    /**
     * The last of the file first. Only those at its very end: what stands before a chunk of another kind was made
     * without it, and a router does not find it either.
     */
    public List<FwChunk> signatures() {
        return chunks.stream()
                .takeWhile(chunk -> chunk.type() == FwChunk.SIGNATURE)
                .toList();
    }

    private static void check(boolean right, String wrong) throws BadImage {
        if (!right) {
            throw new BadImage(wrong);
        }
    }
}
