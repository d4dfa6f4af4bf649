package org.openztp.plan;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile;
import org.openztp.config.ConfFile.Wrong;

/**
 * Files of one kind in the folders of nodes. There may be a hundred thousand: each is read when it is asked for, and only of
 * those that were found wrong it is remembered which they are. For use by any thread.
 */
final class ReadFiles<T> {
    /** A file's text to what it means. */
    interface Parser<T> {
        /** @param shown the file's name in words */
        T parse(String shown, String text) throws Wrong;
    }

    private static final int MOST_CACHED = 50_000;
    private static final int MOST_FAULTY = 1000;

    private final Parser<T> parser;
    private final Charset charset;
    private final InstantSource clock;
    private final Map<Path, ConfFile<T>> files = new ConcurrentHashMap<>();
    private final Map<Path, ConfFile<T>> faulty = new ConcurrentHashMap<>();

    ReadFiles(Parser<T> parser, Charset charset, InstantSource clock) {
        this.parser = parser;
        this.charset = charset;
        this.clock = clock;
    }

    /**
     * What the file means: the last time that it was good.
     *
     * @throws BadFile when it was never good
     */
    T get(Path file) {
        if (files.size() >= MOST_CACHED) {
            files.clear();
        }
        ConfFile<T> conf = files.computeIfAbsent(
                file, path -> new ConfFile<>(path, charset, text -> parser.parse(shown(path), text), clock));
        try {
            return conf.get();
        } finally {
            remember(file, conf);
        }
    }

    private void remember(Path file, ConfFile<T> conf) {
        if (conf.wrong().isEmpty()) {
            faulty.remove(file);
        } else if (faulty.size() < MOST_FAULTY) {
            faulty.put(file, conf);
        }
    }

    /** It is not there any more: when it comes back, what it said before does not count. */
    void forget(Path file) {
        files.remove(file);
        faulty.remove(file);
    }

    /** What is wrong now in those that were wrong when they were read last. */
    List<Fault> faults() {
        faulty.keySet().removeIf(file -> !Files.exists(file));
        faulty.values().removeIf(conf -> conf.wrong().isEmpty());
        return faulty.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(each -> fault(each.getKey(), each.getValue()).stream())
                .toList();
    }

    private Optional<Fault> fault(Path file, ConfFile<T> conf) {
        return conf.wrong().map(wrong -> new Fault(shown(file), wrong.line(), wrong.getMessage()));
    }

    /** In the words of whoever keeps the folders. */
    static String shown(Path file) {
        return "nodes/" + file.getParent().getFileName() + "/" + file.getFileName();
    }
}
