package org.openztp.registration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openztp.auth.Secrets;
import org.openztp.config.ConfFile;
import org.openztp.http.Problem;
import org.openztp.openwrt.Ash;

/**
 * The shell files for devices, out of {@code conf/device}. A line that is exactly {@code #@settings} becomes the
 * assignments of ZTP_SERVER, ZTP_KEYS, ZTP_MARKER and ZTP_PULL_EVERY (minutes), one that is {@code #@facts},
 * {@code #@post} or {@code #@run} the text of facts.sh, post.sh or run.sh; all else, every {@code $} too, stays as the
 * operator wrote it.
 */
public final class DeviceFiles {
    /**
     * What this server says of itself: its keys as lines of authorized_keys, the boot file that DHCP gives, and how often a
     * device asks that fetches its work.
     */
    public record Own(List<String> keys, String marker, Duration pullEvery) {
        public Own(List<String> keys, String marker) {
            this(keys, marker, Duration.ofMinutes(5));
        }
    }

    /** A file as it leaves; {@code tag} changes with its content. */
    record Rendered(byte[] content, String tag) {}

    private record Wanted(String serverUrl, String text, Map<String, String> parts) {}

    private static final String SETTINGS = "#@settings";
    private static final String AGENT = "agent.sh";
    private static final List<String> PARTS = List.of("facts", "post", "run");
    private static final int KEPT = 64;

    private final Path folder;
    private final Own own;
    private final InstantSource clock;
    private final Map<String, ConfFile<String>> files = new ConcurrentHashMap<>();
    private final Map<Wanted, Rendered> rendered = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Wanted, Rendered> eldest) {
            return size() > KEPT;
        }
    };

    public DeviceFiles(Path folder, Own own, InstantSource clock) {
        this.folder = folder;
        this.own = own;
        this.clock = clock;
    }

    /** @throws Problem 404 for a name that is not in the folder */
    Rendered get(String name, String serverUrl) {
        String text = find(name).orElseThrow(() -> Problem.notFound("no device file of this name"));
        Map<String, String> parts = PARTS.stream()
                .filter(part -> text.contains("#@" + part))
                .collect(Collectors.toMap(
                        part -> "#@" + part,
                        part -> find(part + ".sh").orElse("").stripTrailing()));
        synchronized (rendered) {
            return rendered.computeIfAbsent(new Wanted(serverUrl, text, parts), this::render);
        }
    }

    /** The text of a file as it leaves; empty for a name that is not in the folder. */
    public Optional<String> text(String name, String serverUrl) {
        return find(name).map(text -> new String(get(name, serverUrl).content(), StandardCharsets.UTF_8));
    }

    /** The agent of devices that fetch their work; empty when the operator has taken it out of the folder. */
    Optional<byte[]> agent(String serverUrl) {
        return find(AGENT).map(text -> get(AGENT, serverUrl).content());
    }

    /** What is wrong in the folder now, each with file and line. */
    public List<String> faults() {
        if (!Files.isDirectory(folder)) {
            return List.of(folder + ": there is no such folder");
        }
        List<String> names = names();
        Stream<String> missing = names.contains("bootstrap.sh")
                ? Stream.empty()
                : Stream.of(folder.resolve("bootstrap.sh") + ": there is no such file");
        return Stream.concat(
                        missing,
                        names.stream()
                                .sorted()
                                .flatMap(name -> files.computeIfAbsent(name, this::open).problem().stream()))
                .toList();
    }

    private Optional<String> find(String name) {
        if (!names().contains(name)) {
            files.remove(name);
            return Optional.empty();
        }
        return Optional.of(files.computeIfAbsent(name, this::open).get());
    }

    /** Compared with the folder's listing: a name from outside never becomes a path. */
    private List<String> names() {
        try (var entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ConfFile<String> open(String name) {
        return new ConfFile<>(folder.resolve(name), DeviceFiles::checked, clock);
    }

    private static String checked(String text) throws ConfFile.Wrong {
        int line = 0;
        for (String content : text.split("\n", -1)) {
            line++;
            if (content.endsWith("\r")) {
                throw new ConfFile.Wrong(line, "the line ends in CR LF, which no shell understands; save it with LF");
            }
        }
        return text;
    }

    private Rendered render(Wanted wanted) {
        String settings = "ZTP_SERVER=" + Ash.quote(wanted.serverUrl()) + "\nZTP_KEYS="
                + Ash.quote(String.join("\n", own.keys())) + "\nZTP_MARKER=" + Ash.quote(own.marker())
                + "\nZTP_PULL_EVERY=" + Ash.quote(String.valueOf(own.pullEvery().toMinutes()));
        String text = Arrays.stream(wanted.text().split("\n", -1))
                .map(line -> line.equals(SETTINGS) ? settings : wanted.parts().getOrDefault(line, line))
                .collect(Collectors.joining("\n"));
        return new Rendered(
                text.getBytes(StandardCharsets.UTF_8), Secrets.hash(text).substring(0, 32));
    }
}
