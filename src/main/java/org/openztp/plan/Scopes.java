package org.openztp.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.openztp.config.ConfFile;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.Yaml;

/** The attributes that stand in files of their own: the server's, and each node's. A file that is not there has none. */
public final class Scopes {
    private final Path server;
    private final Nodes nodes;
    private final ConfFile<Value.Group> ofServer;

    /** @param server ZTP_HOME/conf/attributes.yaml */
    public Scopes(Path server, Nodes nodes, InstantSource clock) {
        this.server = server;
        this.nodes = nodes;
        this.ofServer = new ConfFile<>(server, text -> parse(shown(server), text), clock);
    }

    /** Node over definition over server. */
    Value.Group merged(String nodeId, Value.Group definition) {
        Value.Group all = Files.isRegularFile(server) ? ofServer.get() : Value.Group.empty(shown(server));
        return nodes.attributes(nodeId).over(definition).over(all);
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

    private static Value.Group parse(String file, String text) throws Wrong {
        return Value.group(file, Yaml.parse(text));
    }

    private static String shown(Path file) {
        String name = file.getFileName().toString();
        return name.equals("attributes") ? ReadFiles.shown(file) : name;
    }
}
