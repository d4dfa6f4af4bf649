package org.openztp.image.builder;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.openztp.archive.BadArchive;
import org.openztp.archive.Unpacking;
import org.openztp.image.BuildStep;
import org.openztp.image.Builder.Down;
import org.openztp.image.Builder.Output;
import org.openztp.image.Builder.Watch;
import org.openztp.image.Folders;
import org.openztp.image.upstream.BuilderArchive;
import org.openztp.openwrt.Sha256;

/**
 * The ImageBuilders of this machine, unpacked, each in a folder that is named by the checksum of its archive: what lies
 * there was verified, is whole, and is only read. A build works in a copy.
 */
final class ImageBuilders {
    /** What nobody built with for so long is fetched again. */
    private static final Duration KEPT = Duration.ofDays(14);

    /** Longer than to fetch and to unpack one takes. */
    private static final Duration UNDER_WAY = Duration.ofHours(6);

    private static final String PART = ".part";

    private final Path folder;
    private final Archives archives;
    private final InstantSource clock;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    ImageBuilders(Path folder, Archives archives, InstantSource clock) {
        this.folder = folder;
        this.archives = archives;
        this.clock = clock;
    }

    /**
     * The unpacked ImageBuilder, fetched where it is not here yet; who comes meanwhile waits.
     *
     * @throws Down it cannot be had, or is not what the upstream promised
     */
    Path ready(BuilderArchive archive, Watch watch) throws Down, InterruptedException {
        Path place = folder.resolve(archive.sha256());
        ReentrantLock lock = locks.computeIfAbsent(archive.sha256(), sha256 -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            if (!Files.isDirectory(place)) {
                fetch(archive, place, watch);
            }
            Files.setLastModifiedTime(place, FileTime.from(clock.instant()));
            return place;
        } catch (IOException e) {
            throw new Down("the ImageBuilder " + archive.file() + " cannot be had: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private void fetch(BuilderArchive archive, Path place, Watch watch) throws IOException, Down, InterruptedException {
        Files.createDirectories(folder);
        Path part = Files.createTempDirectory(folder, PART);
        try {
            Path file = part.resolve(archive.file());
            watch.step(BuildStep.DOWNLOAD);
            download(archive, file);
            watch.step(BuildStep.UNPACK);
            Path unpacked = unpack(archive, file, part.resolve("unpacked"));
            Files.move(unpacked, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // another node of a shared folder may have been quicker
            if (!Files.isDirectory(place)) {
                throw e;
            }
        } finally {
            Folders.delete(part);
        }
    }

    private void download(BuilderArchive archive, Path file) throws IOException, Down, InterruptedException {
        archives.fetch(archive, file);
        try (InputStream in = Files.newInputStream(file)) {
            String sha256 = Sha256.hex(in);
            if (!sha256.equals(archive.sha256())) {
                throw new Down(
                        "the ImageBuilder " + archive.file() + " of " + archive.upstream() + " is not the one of the"
                                + " catalogue any more, or was changed: its SHA-256 is " + sha256
                                + "; sync the catalogue",
                        Output.NONE);
            }
        }
    }

    private static Path unpack(BuilderArchive archive, Path file, Path into) throws IOException, Down {
        Files.createDirectory(into);
        try (InputStream in = new FileInputStream(file.toFile())) {
            Unpacking.unpack(in, archive.file(), into, Unpacking.Limits.USUAL);
        } catch (BadArchive e) {
            throw new Down("the ImageBuilder " + archive.file() + " cannot be unpacked: " + e.getMessage(), e);
        }
        List<Path> top = content(into);
        if (top.size() != 1 || !Files.isRegularFile(top.get(0).resolve("Makefile"), LinkOption.NOFOLLOW_LINKS)) {
            throw new Down(archive.file() + " is no ImageBuilder: one folder with a Makefile is wanted", Output.NONE);
        }
        return top.get(0);
    }

    private static List<Path> content(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(all::add);
        }
        return all;
    }

    /** Removes what nobody has used for long, and what a fetch left that broke off. */
    void sweep() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Instant now = clock.instant();
        for (Path each : content(folder)) {
            boolean isPart = each.getFileName().toString().startsWith(PART);
            Instant before = now.minus(isPart ? UNDER_WAY : KEPT);
            if (Files.getLastModifiedTime(each).toInstant().isBefore(before)) {
                // a build that copies it just now fails, and is tried again
                Folders.delete(each);
            }
        }
    }
}
