package org.openztp.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.openztp.openwrt.InvalidValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operator's file, parsed on access and again when it has changed. A file that has become bad changes nothing: the
 * last good value stays in force, and {@link #problem} tells what is wrong until it is mended. For use by any thread.
 */
public final class ConfFile<T> {
    /** Text to value. */
    public interface Parser<T> {
        /** @throws Wrong naming the line and what to mend */
        T parse(String text) throws Wrong;
    }

    /** What is wrong in the text; {@code line} counts from 1, 0 when it is not known. */
    public static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;
        private final int line;

        public Wrong(int line, String message) {
            super(message);
            this.line = line;
        }

        public int line() {
            return line;
        }
    }

    private record Stamp(FileTime modified, long size, Object inode) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }

        boolean isOlderThan(Duration age, Instant now) {
            return Duration.between(modified.toInstant(), now).abs().compareTo(age) > 0;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(ConfFile.class);
    /** What was written so short a time ago may be written once more and bear the same time. */
    private static final Duration SETTLED = Duration.ofMillis(100);

    /** Who empties a file is about to write to it. */
    private static final Duration EMPTIED = Duration.ofSeconds(2);

    private static final int LARGEST = 16 << 20;

    private final Path file;
    private final Charset charset;
    private final Parser<T> parser;
    private final InstantSource clock;
    private Stamp stamp;
    private T good;
    private Wrong wrong;

    public ConfFile(Path file, Parser<T> parser, InstantSource clock) {
        this(file, StandardCharsets.UTF_8, parser, clock);
    }

    /** @param charset ISO 8859-1 for a file that may be no text: each of its bytes is a character then */
    public ConfFile(Path file, Charset charset, Parser<T> parser, InstantSource clock) {
        this.file = file;
        this.charset = charset;
        this.parser = parser;
        this.clock = clock;
    }

    /** A YAML file that is one object of the given shape; properties unknown to it are wrong. */
    public static <T> ConfFile<T> yaml(Path file, Class<T> shape, InstantSource clock) {
        ObjectReader reader = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build()
                .readerFor(shape);
        return new ConfFile<>(
                file,
                text -> {
                    try {
                        return reader.readValue(text);
                    } catch (JsonProcessingException e) {
                        throw new Wrong(YamlLines.of(text, e), words(e));
                    }
                },
                clock);
    }

    private static String words(JsonProcessingException e) {
        if (e.getCause() instanceof InvalidValue wrong) {
            return wrong.getMessage();
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return unknown.getPropertyName() + ": unknown here; known are " + unknown.getKnownPropertyIds();
        }
        if (e instanceof MismatchedInputException mismatch) {
            String field = mismatch.getPath().stream()
                    .map(JsonMappingException.Reference::getFieldName)
                    .filter(Objects::nonNull)
                    .reduce("", (before, name) -> name + ": ");
            return field + "not the kind of value wanted here";
        }
        return e.getOriginalMessage().lines().findFirst().orElse("not YAML");
    }

    /**
     * The value in force.
     *
     * @throws BadFile when the file was never good
     */
    public synchronized T get() {
        look();
        if (good == null) {
            throw new BadFile(place(wrong));
        }
        return good;
    }

    /** What is wrong with the file as it is now. */
    public synchronized Optional<String> problem() {
        return wrong().map(this::place);
    }

    /** The same with the line apart; 0 when it is not known. */
    public synchronized Optional<Wrong> wrong() {
        look();
        return Optional.ofNullable(wrong);
    }

    private void look() {
        Instant now = clock.instant();
        try {
            Stamp seen = Stamp.of(file);
            if (!seen.equals(stamp)) {
                take(seen, now);
            }
        } catch (Wrong e) {
            report(e);
        } catch (CharacterCodingException e) {
            report(new Wrong(0, "is no " + charset + " text"));
        } catch (NoSuchFileException e) {
            stamp = null;
            report(new Wrong(0, "there is no such file"));
        } catch (IOException e) {
            stamp = null;
            report(new Wrong(0, "cannot be read: " + e));
        }
    }

    private void take(Stamp seen, Instant now) throws IOException, Wrong {
        stamp = null;
        String text = text(seen.size);
        boolean same = seen.equals(Stamp.of(file));
        boolean settled = same && seen.isOlderThan(text.isEmpty() ? EMPTIED : SETTLED, now);
        stamp = settled ? seen : null;
        if (settled || !text.isEmpty() || good == null) {
            good = parser.parse(text);
            wrong = null;
        }
    }

    private String text(long size) throws IOException, Wrong {
        if (size > LARGEST) {
            throw new Wrong(0, "larger than " + (LARGEST >> 20) + " MiB");
        }
        return Files.readString(file, charset);
    }

    private void report(Wrong news) {
        if (wrong == null || !place(news).equals(place(wrong))) {
            LOG.warn("{}{}", place(news), good == null ? "" : "; the last good content stays in force");
        }
        wrong = news;
    }

    private String place(Wrong what) {
        return file + (what.line > 0 ? ":" + what.line : "") + ": " + what.getMessage();
    }
}
