package org.openztp.firmware;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an image says of itself. Genuine images without it exist: ar71xx up to 18.06, x86, factory images.
 *
 * @param boards whose {@code board_name} may be flashed with it; empty where it names none
 * @param compatMessage what the router's owner is to know when the compat version differs; one line
 */
public record FwMetadata(
        List<String> boards,
        Build build,
        CompatVersion compatVersion,
        Optional<String> compatMessage,
        FwTrailer trailer) {

    /**
     * What it is a build of; each at most 128 characters.
     *
     * @param version as {@code DISTRIB_RELEASE} says it, mostly; custom builds write what they like
     * @param target such as {@code ath79/generic}; before 19.07 without the part behind the slash
     */
    public record Build(
            Optional<String> dist, Optional<String> version, Optional<String> revision, Optional<String> target) {}

    public FwMetadata {
        boards = List.copyOf(boards);
    }

    /**
     * Empty when the image has none, which is also how one that was cut off looks. Reads the whole file once, a piece at
     * a time: for jobs, not for requests.
     *
     * @throws BadImage what stands behind the image is broken
     */
    public static Optional<FwMetadata> read(Path image) throws IOException, BadImage {
        FwTrailer trailer = FwTrailer.read(image);
        Optional<byte[]> json = trailer.metadata();
        return json.isEmpty() ? Optional.empty() : Optional.of(MetadataJson.parse(json.get(), trailer));
    }

    /** How many bytes the image has without what fwtool has appended. */
    public long imageLength() {
        return trailer.imageLength();
    }

    /** As {@link FwTrailer#signatures}. */
    public List<FwChunk> signatures() {
        return trailer.signatures();
    }
}
