package org.openztp.firmware;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.openztp.signature.Signers;
import org.openztp.signature.TrustedKeys;
import org.openztp.signature.Verifier;

/** Who signed an image: each signature behind it is one of all the bytes before, as builds and routers have it. */
public final class ImageSigners {
    private final Path folder;
    private final InstantSource clock;
    private final long mostBytes;

    /** @param folder of the keys that are trusted, read anew for each image */
    public ImageSigners(Path folder, InstantSource clock) {
        this(folder, clock, Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 4));
    }

    ImageSigners(Path folder, InstantSource clock, long mostBytes) {
        this.folder = folder;
        this.clock = clock;
        this.mostBytes = mostBytes;
    }

    /** As they are at the moment. */
    public TrustedKeys trusted() throws IOException {
        return TrustedKeys.read(folder);
    }

    /**
     * The JDK checks Ed25519 of whole messages only and keeps a copy of its own: one image at a time, and none that is
     * larger than a quarter of the heap. An image of 30 MB takes a third of a second.
     *
     * @param detached signatures of the whole file that lie elsewhere
     * @throws IOException the image cannot be read
     */
    public synchronized Signers of(Path image, FwTrailer trailer, List<byte[]> detached, TrustedKeys keys)
            throws IOException {
        List<FwChunk> signatures = trailer.signatures();
        if (signatures.isEmpty() && detached.isEmpty()) {
            return Signers.nobody(List.of("it carries no signature"));
        }
        long length = detached.isEmpty() ? signatures.get(0).start() : Files.size(image);
        if (length > mostBytes) {
            return Signers.nobody(List.of("the signatures of an image of " + length + " bytes need a heap of at least "
                    + 4 * length + " bytes (java -Xmx)"));
        }
        Verifier verifier = new Verifier(keys, clock);
        byte[] message = beginning(image, (int) length);
        Signers signers = Signers.nobody(keys.faults());
        for (FwChunk signature : signatures) {
            signers = signers.and(verifier.verify(signature.content(), message, (int) signature.start()));
        }
        for (byte[] signature : detached) {
            signers = signers.and(verifier.verify(signature, message, message.length));
        }
        return signers;
    }

    private static byte[] beginning(Path image, int length) throws IOException {
        byte[] bytes = new byte[length];
        try (InputStream content = Files.newInputStream(image)) {
            if (content.readNBytes(bytes, 0, length) < length) {
                throw new EOFException("the image became shorter while it was read");
            }
        }
        return bytes;
    }
}
