package org.openztp.image.upstream.origin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;

/** An upstream's JSON, a token at a time: no deeper, no longer and no other than it may be. */
final class UpstreamJson implements AutoCloseable {
    /** Reads one field's value, the parser stands at its first token. */
    interface Field {
        void read(UpstreamJson json, String name) throws IOException, Unfit;
    }

    private static final int DEEPEST = 20;
    private static final int LONGEST_TEXT = 20_000;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNameLength(LONGEST_TEXT)
                    .maxNumberLength(100)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // what an upstream calls its profiles is no reason to remember it for ever
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .build();

    private final String name;
    private final JsonParser parser;

    private UpstreamJson(String name, JsonParser parser) {
        this.name = name;
        this.parser = parser;
    }

    /**
     * Reads the file's one object, a field at a time.
     *
     * @param name what the file is called where it is from
     */
    static void read(Path file, String name, Field field) throws Unfit {
        try (UpstreamJson json = new UpstreamJson(name, FACTORY.createParser(file.toFile()))) {
            json.parser.nextToken();
            json.object(field);
            if (json.parser.nextToken() != null) {
                throw json.unfit("goes on behind its end");
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new Unfit(name + ": is no JSON of the form that is wanted, line " + line);
        } catch (IOException e) {
            throw new Unfit(name + ": cannot be read: " + e.getMessage());
        }
    }

    /** Reads the object that begins here. */
    void object(Field field) throws IOException, Unfit {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            throw unfit("an object is wanted");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            field.read(this, key);
        }
    }

    /** Reads one member of a list, the parser stands at it. */
    interface Item {
        void read() throws IOException, Unfit;
    }

    /** Reads the list that begins here. */
    void items(Item item) throws IOException, Unfit {
        if (!parser.hasToken(JsonToken.START_ARRAY)) {
            throw unfit("a list is wanted");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            item.read();
        }
    }

    /** The text that stands here. */
    String text() throws IOException, Unfit {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            throw unfit("a text is wanted");
        }
        return parser.getText();
    }

    /** The whole number that stands here; 0 where it is no such. */
    int number() throws IOException {
        return parser.hasToken(JsonToken.VALUE_NUMBER_INT) ? parser.getValueAsInt() : 0;
    }

    void skip() throws IOException {
        parser.skipChildren();
    }

    boolean isText() {
        return parser.hasToken(JsonToken.VALUE_STRING);
    }

    /** Takes the value that stands here over into another document, as long as that stays below its bound. */
    void copy(Copy to) throws IOException, Unfit {
        int depth = 0;
        do {
            to.generator.copyCurrentEvent(parser);
            if (to.isTooLong()) {
                throw unfit("a part has more than " + to.most + " characters");
            }
            depth += parser.currentToken().isStructStart()
                    ? 1
                    : parser.currentToken().isStructEnd() ? -1 : 0;
        } while (depth > 0 && parser.nextToken() != null);
    }

    /** The value that stands here, as JSON on one line. */
    String copied(int most) throws IOException, Unfit {
        Copy copy = new Copy(most);
        copy(copy);
        return copy.text();
    }

    Unfit unfit(String words) {
        return new Unfit(
                name + ": " + words + ", line " + parser.currentLocation().getLineNr());
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** JSON that is made up of what was read. */
    static final class Copy {
        private final StringWriter written = new StringWriter();
        private final int most;
        private final JsonGenerator generator;

        /** @param most characters, give or take a few thousand */
        Copy(int most) throws IOException {
            this.most = most;
            this.generator = FACTORY.createGenerator(written);
        }

        private boolean isTooLong() {
            return written.getBuffer().length() > most;
        }

        void begin() throws IOException {
            generator.writeStartObject();
        }

        void field(String name) throws IOException {
            generator.writeFieldName(name);
        }

        /** All of it, with what was begun ended. */
        String text() throws IOException {
            generator.close();
            return written.toString();
        }
    }
}
