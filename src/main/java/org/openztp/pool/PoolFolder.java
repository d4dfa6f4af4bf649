package org.openztp.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile;
import org.openztp.openwrt.InvalidValue;

/**
 * The folder conf/resources: {@code NAME.yaml} is the pool NAME, and so is ZTPServer's file {@code NAME}. A file that is
 * empty, as one that is all comment, is no pool.
 */
final class PoolFolder {
    private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9_-]{0,62}";
    private static final Pattern FILE = Pattern.compile("(" + NAME + ")(\\.yaml)?");

    private final Path folder;
    private final InstantSource clock;
    private final Map<Path, ConfFile<PoolFile>> files = new ConcurrentHashMap<>();

    PoolFolder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** The file's fault with its line; empty when all is well. */
    static Optional<String> validate(Path file, InstantSource clock) {
        return new ConfFile<>(file, PoolReader::read, clock).problem();
    }

    /**
     * @throws BadFile when there is no such pool, or its file was never good
     * @throws InvalidValue when no pool can have this name
     */
    PoolFile get(String pool) {
        if (!pool.matches(NAME)) {
            throw new InvalidValue("pool: a name of letters, digits, _ and - is wanted");
        }
        Path path = path(pool);
        ConfFile<PoolFile> known = files.get(path);
        if (known == null && !Files.exists(path)) {
            throw new BadFile(path + ": there is no such file");
        }
        PoolFile file = files.computeIfAbsent(path, this::open).get();
        if (file.isEmpty()) {
            throw new BadFile(path + ": it has no values");
        }
        return file;
    }

    Optional<PoolFile> find(String pool) {
        try {
            return Optional.of(get(pool));
        } catch (BadFile | InvalidValue e) {
            return Optional.empty();
        }
    }

    private Path path(String pool) {
        Path yaml = folder.resolve(pool + ".yaml");
        Path plain = folder.resolve(pool);
        return Files.exists(plain) && !Files.exists(yaml) ? plain : yaml;
    }

    private ConfFile<PoolFile> open(Path path) {
        return new ConfFile<>(path, PoolReader::read, clock);
    }

    /** The pools with the faults of their files, by name; those too whose file is bad, or gone while it was in force. */
    Map<String, Optional<String>> problems() {
        Map<String, Optional<String>> problems = new TreeMap<>();
        for (Path path : paths()) {
            String pool = name(path).orElseThrow();
            ConfFile<PoolFile> file = files.computeIfAbsent(path, this::open);
            Optional<String> problem = path.equals(path(pool))
                    ? file.problem()
                    : Optional.of(path + ": not used, there is " + pool + ".yaml");
            if (problem.isPresent() || find(pool).isPresent()) {
                problems.merge(pool, problem, (one, two) -> one.isPresent() ? one : two);
            }
        }
        return problems;
    }

    private List<Path> paths() {
        List<Path> paths = new ArrayList<>(files.keySet());
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                all.filter(Files::isRegularFile)
                        .filter(path -> name(path).isPresent() && !paths.contains(path))
                        .forEach(paths::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return paths;
    }

    private static Optional<String> name(Path file) {
        Matcher m = FILE.matcher(file.getFileName().toString());
        return m.matches() ? Optional.of(m.group(1)) : Optional.empty();
    }
}
