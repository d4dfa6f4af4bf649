package org.openztp.firmware;

/**
 * What fwtool has put behind an image, one piece of it.
 *
 * @param start how many bytes of the file stand before it: what a signature is made of
 * @param crc as its trailer gives it
 * @param content without the trailer
 */
public record FwChunk(int type, long start, int crc, byte[] content) {
    static final int SIGNATURE = 0;
    static final int METADATA = 1;
    static final int TRAILER_BYTES = 16;

    /** How many bytes the checksum of its trailer is made of. */
    long trailerStart() {
        return start + content.length;
    }
}
