package org.openztp.firmware;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.openztp.http.Json;

/** The JSON in images of all ages, read as a router reads it: what it does not look at may be anything. */
final class MetadataJson {
    /** Builds write their messages with echo, which makes line ends of the {@code \n} in them. */
    private static final ObjectReader READER =
            Json.MAPPER.reader().with(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS.mappedFeature());

    private static final int MOST_CHARACTERS = 128;

    private MetadataJson() {}

    static FwMetadata parse(byte[] json, FwTrailer trailer) throws BadImage {
        JsonNode all = tree(json);
        CompatVersion compat = CompatVersion.FIRST;
        Optional<String> compatText = text(all, "compat_version");
        if (compatText.isPresent()) {
            compat = CompatVersion.of(compatText.get());
        }
        return new FwMetadata(boards(all, compat), build(all.path("version")), compat, message(all), trailer);
    }

    private static JsonNode tree(byte[] json) throws BadImage {
        try {
            JsonNode all = READER.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString());
            if (!all.isObject()) {
                throw new BadImage("the metadata of the image are no JSON object");
            }
            return all;
        } catch (JsonProcessingException e) {
            throw new BadImage("the metadata of the image are no JSON: " + e.getOriginalMessage());
        } catch (CharacterCodingException e) {
            throw new BadImage("the metadata of the image are not written in UTF-8");
        }
    }

    /** From compat version 1.1 on {@code supported_devices} holds a text for routers that know no compat version. */
    private static List<String> boards(JsonNode all, CompatVersion compat) throws BadImage {
        boolean first = compat.equals(CompatVersion.FIRST);
        String name = first ? "supported_devices" : "new_supported_devices";
        JsonNode list = all.path(name);
        if (list.isMissingNode() && first) {
            return List.of();
        }
        if (!list.isArray()) {
            throw new BadImage(name + ": a list of boards is wanted in the metadata of the image");
        }
        LinkedHashSet<String> boards = new LinkedHashSet<>();
        for (JsonNode board : list) {
            boards.add(word(board, name).orElseThrow(() -> new BadImage(name + ": a board without a name")));
        }
        return new ArrayList<>(boards);
    }

    private static FwMetadata.Build build(JsonNode version) throws BadImage {
        Optional<String> target = word(version.path("target"), "version.target");
        return new FwMetadata.Build(
                word(version.path("dist"), "version.dist"),
                word(version.path("version"), "version.version"),
                word(version.path("revision"), "version.revision"),
                target.isPresent() ? target : word(version.path("board"), "version.board"));
    }

    private static Optional<String> word(JsonNode value, String name) throws BadImage {
        Optional<String> word = string(value, name);
        if (word.isPresent()
                && (word.get().length() > MOST_CHARACTERS
                        || word.get().codePoints().anyMatch(MetadataJson::isNoCharacter))) {
            throw new BadImage(name + ": at most " + MOST_CHARACTERS
                    + " characters on one line are wanted in the metadata of the image");
        }
        return word;
    }

    private static boolean isNoCharacter(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    private static Optional<String> text(JsonNode object, String name) throws BadImage {
        return string(object.path(name), name);
    }

    private static Optional<String> message(JsonNode all) throws BadImage {
        return text(all, "compat_message")
                .map(message -> message.replaceAll("\\p{Cntrl}+", " ").strip());
    }

    private static Optional<String> string(JsonNode value, String name) throws BadImage {
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new BadImage(name + ": a text is wanted in the metadata of the image");
        }
        return Optional.of(value.textValue()).filter(text -> !text.isBlank());
    }
}
