package org.openztp.firmware;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile;

/** Which image a board should run, as {@code conf/firmware.yaml} says at the moment. */
public final class Images {
    private final Path path;
    private final ConfFile<ImagesFile> file;
    private final FirmwareFolder folder;
    private final Digests digests;

    /** @param path of {@code firmware.yaml} */
    public Images(Path path, FirmwareFolder folder, Digests digests, InstantSource clock) {
        this.path = path;
        this.file = ConfFile.yaml(path, ImagesFile.class, clock);
        this.folder = folder;
        this.digests = digests;
    }

    /**
     * May read the whole image where it is new: for jobs, not for requests.
     *
     * @throws BadFile when the file was never good, or names an image that is not there or cannot be read
     */
    public Optional<Image> forBoard(String board) {
        return file.get().forBoard(board).map(this::image);
    }

    private Image image(ImagesFile.Entry entry) {
        StoredFile stored = folder.find(entry.file())
                .orElseThrow(() -> new BadFile(path + ": there is no file " + entry.file() + " in the folder fw"));
        try {
            return new Image(entry.file(), entry.release(), digests.of(stored), stored.sizeBytes());
        } catch (UncheckedIOException e) {
            throw new BadFile(path + ": " + e.getCause().getMessage());
        }
    }

    /**
     * The checksum of a file of fw; empty when there is no such file. For any thread.
     *
     * @throws NotRead it is new, and the reading has begun
     */
    public Optional<String> sha256(String name) {
        return folder.find(name).map(file -> digests.find(file).orElseThrow(() -> new NotRead(name)));
    }

    /** The boards whose image this file is, as written. */
    List<String> boardsOf(String name) {
        return file.get().images().stream()
                .filter(entry -> entry.file().equals(name))
                .flatMap(entry -> entry.boards().stream())
                .toList();
    }

    /** As {@link #problem}; without one, the files it names that are not in the folder. */
    public List<String> faults() {
        Optional<String> problem = problem();
        return problem.isPresent()
                ? List.of(problem.get())
                : file.get().images().stream()
                        .map(ImagesFile.Entry::file)
                        .distinct()
                        .filter(name -> folder.find(name).isEmpty())
                        .map(name -> path + ": there is no file " + name + " in the folder fw")
                        .toList();
    }

    /** What is wrong with {@code firmware.yaml} as it is now. */
    public Optional<String> problem() {
        return file.problem();
    }
}
