package org.openztp.firmware.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile;

/** Which boards images are for that do not say so, by their files' names, as {@code conf/image-types.yaml} says at the moment. */
public final class ImageTypes {
    static final String NAME = "image-types.yaml";

    private final Path path;
    private final ConfFile<ImageTypesFile> file;

    /** @param path of {@code image-types.yaml}; where there is none, nobody says anything */
    public ImageTypes(Path path, InstantSource clock) {
        this.path = path;
        this.file = ConfFile.yaml(path, ImageTypesFile.class, clock);
    }

    /** As {@code conf} of a server has them. */
    public static ImageTypes in(Path conf, InstantSource clock) {
        return new ImageTypes(conf.resolve(NAME), clock);
    }

    /** Those of the first type that such a name has; none while the file was never good. */
    List<String> boardsOf(String name) {
        try {
            return Files.exists(path) ? file.get().boardsOf(name) : List.of();
        } catch (BadFile e) {
            return List.of();
        }
    }

    /** What is wrong with the file as it is now. */
    public List<String> faults() {
        Optional<String> problem = Files.exists(path) ? file.problem() : Optional.empty();
        return problem.stream().toList();
    }
}
