package org.openztp.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.openztp.action.SiteFiles;
import org.openztp.config.Home;
import org.openztp.config.Settings;
import org.openztp.desired.DesiredFile;
import org.openztp.drift.Drifting;
import org.openztp.match.NeighborDb;
import org.openztp.plan.Definitions;
import org.openztp.plan.Fault;
import org.openztp.plan.NodeFolders;
import org.openztp.plan.Nodes;
import org.openztp.plan.Planner;
import org.openztp.plan.Scopes;
import org.openztp.planned.Planning;
import org.openztp.pool.Pools;
import org.openztp.script.Scripts;

/** The files that say what devices become. */
record PlanFiles(
        NeighborDb patterns,
        Definitions definitions,
        Path attributes,
        Nodes nodes,
        Scopes scopes,
        DesiredFile desired) {
    static PlanFiles of(Home home, InstantSource clock) {
        Path attributes = home.conf().resolve("attributes.yaml");
        Nodes nodes = new Nodes(new NodeFolders(home.nodes()), Definitions.foreign(home.conf()), clock);
        return new PlanFiles(
                new NeighborDb(home.conf().resolve("neighbordb"), clock),
                new Definitions(home.conf().resolve("definitions"), clock),
                attributes,
                nodes,
                new Scopes(attributes, nodes, clock),
                new DesiredFile(home.conf().resolve(DesiredFile.NAME), clock));
    }

    /** Whether a rule or a definition names this build. */
    boolean isDesired(String build) {
        return Stream.concat(
                        desired.rules().stream().flatMap(rule -> rule.build().stream()),
                        definitions.desired().builds().values().stream())
                .anyMatch(wanted -> wanted.build().equals(build));
    }

    /** Who compares the devices with what they should run. */
    Drifting drifting(Drifting.Base base, Drifting.Ways ways, Settings settings) {
        Drifting.Written written = new Drifting.Written(desired, definitions);
        return new Drifting(base, written, ways, settings.upgrade().driftAtOnce());
    }

    /**
     * How a device is planned by them.
     *
     * @param images gives the checksum of a file of fw
     */
    Planning planning(
            Settings settings,
            Function<String, Optional<String>> images,
            List<String> serverKeys,
            Pools pools,
            Scripts scripts) {
        SiteFiles site = new SiteFiles(settings.home().conf());
        Planner planner = new Planner(definitions, scopes, site, images, serverKeys);
        return new Planning(new Planning.Choice(patterns, nodes), planner, pools, scripts, settings);
    }

    /** What is wrong in them now, each with file and line. */
    List<String> faults() {
        List<Fault> ofAttributes = Files.exists(attributes) ? Scopes.validate(attributes) : List.of();
        return Stream.of(
                        patterns.faults(),
                        patterns.faults(definitions::has),
                        definitions.faults(),
                        ofAttributes,
                        nodes.faults(),
                        desired.faults())
                .flatMap(List::stream)
                .map(Object::toString)
                .toList();
    }
}
