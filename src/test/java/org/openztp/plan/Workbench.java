package org.openztp.plan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openztp.action.SiteFiles;
import org.openztp.testkit.SettableClock;

/** A conf folder in which a test writes definitions and files, and the plans that come of it. */
public final class Workbench {
    public static final String KEY = "0123456789abcdef";

    /** What a program told of one step. */
    public record Told(int step, int code, ProgramOutput.Result result, String words) {}

    public final Path conf;
    public final Map<String, Object> facts = new TreeMap<>(
            Map.of("hostname", "OpenWrt", "id", "7", "default_script", "init.sh", "default_arguments", List.of("7")));
    public final Map<String, String> environment = new TreeMap<>();
    public final Map<String, String> firmware = new HashMap<>();
    public final List<String> serverKeys = new ArrayList<>();
    public final SettableClock clock = new SettableClock(Instant.EPOCH);

    private final Nodes nodes;

    public Workbench(Path folder) throws IOException {
        conf = Files.createDirectories(folder.resolve("conf"));
        for (String name : List.of("definitions", "files", "templates", "scripts")) {
            Files.createDirectories(conf.resolve(name));
        }
        nodes = new Nodes(new NodeFolders(folder.resolve("nodes")), Definitions.foreign(conf), clock);
    }

    public Path write(String name, String text) throws IOException {
        Path file = conf.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    public Nodes nodes() {
        return nodes;
    }

    public Planner planner() {
        return new Planner(
                new Definitions(conf.resolve("definitions"), clock),
                new Scopes(conf.resolve("attributes.yaml"), nodes(), clock),
                new SiteFiles(conf),
                file -> Optional.ofNullable(firmware.get(file)),
                serverKeys);
    }

    public Target target(String definition) {
        return new Target(nodes().of("0200000000aa"), "any", definition, facts, environment);
    }

    /** The plan of a definition with these actions, as YAML. */
    public Plan plan(String actions) throws IOException {
        write("definitions/test.yaml", "name: test\nactions:\n" + actions.indent(2));
        return planner().plan(target("test"), (pool, slot) -> pool + slot + "-1");
    }

    /** What a program printed, by steps; step 0 for what is no step's. */
    public static List<Told> read(String output) {
        List<Told> told = new ArrayList<>();
        ByteArrayOutputStream words = new ByteArrayOutputStream();
        ProgramOutput reader = new ProgramOutput(KEY, new ProgramOutput.Sink() {
            @Override
            public void begin(int step) {
                words.reset();
            }

            @Override
            public void output(int step, byte[] bytes, int offset, int length) {
                words.write(bytes, offset, length);
            }

            @Override
            public void end(int step, int code, ProgramOutput.Result result) {
                told.add(new Told(step, code, result, words.toString(StandardCharsets.UTF_8)));
            }
        });
        byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
        reader.take(bytes, 0, bytes.length);
        reader.finish();
        return told;
    }
}
