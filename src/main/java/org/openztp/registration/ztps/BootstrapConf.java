package org.openztp.registration.ztps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openztp.config.ConfFile;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.Yaml;

/** The operator's {@code bootstrap.conf}: where a client logs to. YAML as the JSON that clients read, with the defaults. */
public final class BootstrapConf {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,17}");
    private static final int MOST = 10_000;

    private final Path file;
    private final ConfFile<ObjectNode> conf;

    /** @param file conf/bootstrap/bootstrap.conf */
    public BootstrapConf(Path file, InstantSource clock) {
        this.file = file;
        conf = new ConfFile<>(file, BootstrapConf::parse, clock);
    }

    /** @throws org.openztp.config.BadFile when the file was never good; without a file there are the defaults */
    ObjectNode get() {
        return Files.exists(file) ? conf.get() : defaults();
    }

    /** What is wrong with the file as it is now. */
    public Optional<String> problem() {
        return Files.exists(file) ? conf.problem() : Optional.empty();
    }

    private static ObjectNode defaults() {
        ObjectNode defaults = JSON.objectNode();
        defaults.putArray("logging");
        defaults.putObject("xmpp");
        return defaults;
    }

    private static ObjectNode parse(String text) throws Wrong {
        Yaml root = Yaml.parse(text);
        ObjectNode filled = defaults();
        if (root instanceof Yaml.Scalar nothing && nothing.isNull()) {
            return filled;
        }
        if (!(root instanceof Yaml.Mapping mapping)) {
            throw new Wrong(root.line(), "a mapping with logging and xmpp is wanted, not " + root.kind());
        }
        JsonNode read = new Reading().of(mapping);
        read.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                filled.set(field.getKey(), field.getValue());
            }
        });
        if (!filled.get("logging").isArray() || !filled.get("xmpp").isObject()) {
            throw new Wrong(root.line(), "logging is a list, and xmpp a mapping");
        }
        return filled;
    }

    /** Counts, since an alias may be met many times. */
    private static final class Reading {
        private int count;

        JsonNode of(Yaml yaml) throws Wrong {
            if (++count > MOST) {
                throw new Wrong(yaml.line(), "more than " + MOST + " values");
            }
            if (yaml instanceof Yaml.Items items) {
                var array = JSON.arrayNode();
                for (Yaml item : items.values()) {
                    array.add(of(item));
                }
                return array;
            }
            if (yaml instanceof Yaml.Mapping mapping) {
                for (Yaml.Defect defect : mapping.defects()) {
                    throw new Wrong(defect.line(), defect.words());
                }
                ObjectNode object = JSON.objectNode();
                for (Map.Entry<String, Yaml.Entry> entry : mapping.entries().entrySet()) {
                    object.set(entry.getKey(), of(entry.getValue().value()));
                }
                return object;
            }
            return of((Yaml.Scalar) yaml);
        }

        private static JsonNode of(Yaml.Scalar scalar) {
            if (scalar.isNull()) {
                return JSON.nullNode();
            }
            return !scalar.quoted() && NUMBER.matcher(scalar.text()).matches()
                    ? JSON.numberNode(Long.parseLong(scalar.text()))
                    : JSON.textNode(scalar.text());
        }
    }
}
