package org.openztp.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.openztp.config.ConfFile;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.Yaml;

/** The attributes that stand in files of their own: the server's, and each node's. A file that is not there has none. */
public final class Scopes {
    private static final int MOST_CACHED = 50_000;

    private final Path server;
    private final NodeFolders nodes;
    private final InstantSource clock;
    private final Map<Path, ConfFile<Value.Group>> files = new ConcurrentHashMap<>();

    /**
     * @param server ZTP_HOME/conf/attributes.yaml
     * @param nodes in each node's folder may be a file {@code attributes}
     */
    public Scopes(Path server, NodeFolders nodes, InstantSource clock) {
        this.server = server;
        this.nodes = nodes;
        this.clock = clock;
    }

    /** Node over definition over server. */
    Value.Group merged(String nodeId, Value.Group definition) {
        Value.Group node = nodes.file(nodeId, "attributes").map(this::read).orElse(Value.Group.empty("nodes"));
        return node.over(definition).over(read(server));
    }

    /** All that is wrong with one file of attributes. */
    public static List<Fault> validate(Path file) {
        try {
            parse(shown(file), Files.readString(file));
            return List.of();
        } catch (Wrong e) {
            return List.of(new Fault(shown(file), e.line(), e.getMessage()));
        } catch (IOException e) {
            return List.of(new Fault(shown(file), 0, "cannot be read: " + e));
        }
    }

    private Value.Group read(Path file) {
        if (!Files.isRegularFile(file)) {
            files.remove(file);
            return Value.Group.empty(shown(file));
        }
        if (files.size() >= MOST_CACHED) {
            files.clear();
        }
        return files.computeIfAbsent(file, path -> new ConfFile<>(path, text -> parse(shown(path), text), clock))
                .get();
    }

    private static Value.Group parse(String file, String text) throws Wrong {
        return Value.group(file, Yaml.parse(text));
    }

    private static String shown(Path file) {
        String name = file.getFileName().toString();
        return name.equals("attributes") ? "nodes/" + file.getParent().getFileName() + "/attributes" : name;
    }
}
