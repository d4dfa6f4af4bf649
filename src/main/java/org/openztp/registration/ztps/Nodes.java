package org.openztp.registration.ztps;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import org.openztp.config.BadFile;
import org.openztp.config.Settings.Identifier;
import org.openztp.config.Settings.Policy;
import org.openztp.match.NeighborDb;
import org.openztp.match.NodePattern;
import org.openztp.match.Subject;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.IpAddress;
import org.openztp.plan.NodeFolders;
import org.openztp.registration.EnrolmentPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is a node: those with a folder of their own, and those that a pattern makes one. */
public final class Nodes {
    static final String NODE = NodeFolders.OF_ANOTHER_CLIENT;
    static final String DEFINITION = "definition";
    static final String PATTERN = "pattern";
    static final String STARTUP_CONFIG = "startup-config";
    static final String CONFIG_HANDLER = "config-handler";

    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

    private final NodeFolders folders;
    private final Identifier identifier;
    private final NeighborDb patterns;
    private final EnrolmentPolicy policy;
    private final Blueprints blueprints;

    /** @param blueprints what a new node gets copies of */
    public Nodes(
            NodeFolders folders,
            Identifier identifier,
            NeighborDb patterns,
            EnrolmentPolicy policy,
            Blueprints blueprints) {
        this.folders = folders;
        this.identifier = identifier;
        this.patterns = patterns;
        this.policy = policy;
        this.blueprints = blueprints;
    }

    /** How a report was answered: the node's folder is called so, and was made by this very report or not. */
    record Admission(String id, boolean isNew) {}

    /** Why there is nothing for a client; the words are the operator's to read, in the log. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String words) {
            super(words);
        }
    }

    /**
     * Keeps what the client says of itself, when it is a node or becomes one. Whole files, and last the one that makes it
     * a node: what breaks off before is begun anew by the next report.
     *
     * @throws Refused it is none
     */
    Admission report(NodeReport report, IpAddress client) throws IOException {
        String id = idOf(report);
        if (!NodeFolders.isId(id)) {
            throw new Refused("its " + identifier.name().toLowerCase(Locale.ROOT) + " is missing, or no folder's name");
        }
        Optional<Path> folder = folder(id);
        if (folder.isPresent() && hasContent(folder.get())) {
            String name = name(folder.get());
            refuseRouters(name);
            folders.write(name, NODE, report.json());
            return new Admission(name, false);
        }
        if (folder.isPresent() && !Files.exists(folder.get().resolve(NODE))) {
            throw new Refused("its folder has neither a definition nor a startup-config");
        }
        if (policy.of(client) != Policy.OPEN) {
            throw new Refused("the enrolment policy lets no new node in: make it a folder, or set enrolment.policy");
        }
        String name = folder.map(Nodes::name).orElse(id);
        if (report.config() != null) {
            folders.write(name, NODE, report.json());
            folders.write(name, STARTUP_CONFIG, report.config().getBytes(StandardCharsets.UTF_8));
        } else {
            admit(name, report, client);
        }
        return new Admission(name, true);
    }

    /** What a client is called by; empty when it did not say. */
    String idOf(NodeReport report) {
        return report.id(identifier);
    }

    private void admit(String id, NodeReport report, IpAddress client) throws IOException {
        NodePattern pattern = matched(report.subject(id, client.toString()));
        byte[] definition = blueprints.definition(pattern.match().definition());
        folders.write(id, NODE, report.json());
        folders.write(id, PATTERN, pattern.text().getBytes(StandardCharsets.UTF_8));
        String handler = pattern.match().configHandler();
        Optional<byte[]> program = handler.isEmpty() ? Optional.empty() : blueprints.configHandler(handler);
        if (program.isPresent()) {
            folders.write(id, CONFIG_HANDLER, program.get());
            makeExecutable(folders.file(id, CONFIG_HANDLER).orElseThrow());
        } else if (!handler.isEmpty()) {
            LOG.warn("{}: config-handlers/ has no {}; it goes without", id, handler);
        }
        folders.write(id, DEFINITION, definition);
        LOG.info("{}: admitted by pattern '{}'", id, pattern.match().pattern());
    }

    private static void makeExecutable(Path program) throws IOException {
        if (Files.getFileAttributeView(program, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-x---"));
        }
    }

    private NodePattern matched(Subject subject) {
        try {
            return patterns.admit(subject).orElseThrow(() -> new Refused("no pattern of neighbordb matches it"));
        } catch (BadFile e) {
            throw new Refused(e.getMessage());
        }
    }

    /**
     * The folder of a node that a client of this dialect may have to do with.
     *
     * @throws Refused there is none
     */
    Path find(String id) throws IOException {
        Path folder = folder(id).orElseThrow(() -> new Refused("there is no such node"));
        if (!hasContent(folder) && !Files.exists(folder.resolve(NODE))) {
            throw new Refused("its folder has neither a definition nor a startup-config");
        }
        refuseRouters(name(folder));
        return folder;
    }

    /** A file of it. */
    Optional<Path> file(Path folder, String file) {
        return folders.file(name(folder), file);
    }

    /** Writes it as a whole. */
    void write(Path folder, String file, byte[] content) throws IOException {
        folders.write(name(folder), file, content);
    }

    /** What the node last said of itself. */
    Optional<NodeReport> lastReport(Path folder) throws IOException {
        Optional<Path> file = file(folder, NODE);
        try {
            return file.isEmpty() ? Optional.empty() : Optional.of(NodeReport.of(Files.readAllBytes(file.get())));
        } catch (InvalidValue e) {
            throw new Refused(NODE + ": " + e.getMessage());
        }
    }

    static String name(Path folder) {
        return folder.getFileName().toString();
    }

    /** MAC addresses in whatever spelling, and folders of ZTPServer's, which has them in capitals too. */
    private Optional<Path> folder(String id) {
        String plain = NodeReport.plainMac(id);
        return identifier == Identifier.SYSTEMMAC
                ? folders.of(plain, plain.toUpperCase(Locale.ROOT), id)
                : folders.of(id);
    }

    private boolean hasContent(Path folder) {
        return file(folder, DEFINITION).isPresent()
                || file(folder, STARTUP_CONFIG).isPresent();
    }

    /** What is kept for a router is nobody else's business, and nobody else's to write. */
    private void refuseRouters(String id) throws IOException {
        Optional<Path> config = folders.file(id, STARTUP_CONFIG);
        if (config.isPresent() && RouterConfig.isOne(config.get())) {
            throw new Refused("its startup-config is a router's");
        }
        Optional<Path> definition = folders.file(id, DEFINITION);
        if (definition.isPresent() && blueprints.isForRouters(definition.get())) {
            throw new Refused("its definition is for routers");
        }
    }
}
