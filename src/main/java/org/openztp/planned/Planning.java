package org.openztp.planned;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.openztp.config.BadFile;
import org.openztp.config.Settings;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.match.Match;
import org.openztp.match.Neighbor;
import org.openztp.match.NeighborDb;
import org.openztp.match.Subject;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;
import org.openztp.plan.Allocator;
import org.openztp.plan.Health;
import org.openztp.plan.Node;
import org.openztp.plan.Nodes;
import org.openztp.plan.Plan;
import org.openztp.plan.Planner;
import org.openztp.plan.Refused;
import org.openztp.plan.Target;
import org.openztp.pool.Exhausted;
import org.openztp.pool.Holder;
import org.openztp.pool.Pools;
import org.openztp.script.Reason;
import org.openztp.script.Script;
import org.openztp.script.Scripts;

/** From what is known of a device to its plan: which pattern it matches, and what that makes of it. */
public final class Planning {
    /**
     * Who is planned for.
     *
     * @param id 0 for one that is not on record
     * @param number what it is called by where nothing else names it
     * @param tags that operators have given it
     */
    public record Candidate(
            long id, long number, Facts facts, String address, String serverUrl, Collection<String> tags) {
        public Candidate(long id, Facts facts, String address, String serverUrl) {
            this(id, id, facts, address, serverUrl, List.of());
        }

        public static Candidate of(Device device) {
            return new Candidate(
                    device.id(),
                    device.number(),
                    new Facts(device.mac(), device.facts()),
                    device.address(),
                    device.serverUrl(),
                    device.tags().all());
        }

        /** With these tags instead of its own, unless there are none of them. */
        Candidate tagged(Collection<String> given) {
            return given.isEmpty() ? this : new Candidate(id, number, facts, address, serverUrl, given);
        }

        private String digits() {
            return facts.mac().value().replace(":", "");
        }

        private String serial() {
            return facts.find(Facts.SERIAL).orElse(null);
        }

        Subject subject() {
            return new Subject(digits(), facts, address, Neighbor.heardBy(facts), Set.copyOf(tags));
        }
    }

    private final NeighborDb patterns;
    private final Planner planner;
    private final Pools pools;
    private final Scripts scripts;
    private final Settings settings;
    private final Nodes nodes;
    private Handover handover = (tx, device) -> Optional.empty();

    /**
     * @param patterns for devices whose own folder does not decide
     * @param nodes what stands in the devices' own folders
     */
    public record Choice(NeighborDb patterns, Nodes nodes) {}

    public Planning(Choice choice, Planner planner, Pools pools, Scripts scripts, Settings settings) {
        this.patterns = choice.patterns();
        this.nodes = choice.nodes();
        this.planner = planner;
        this.pools = pools;
        this.scripts = scripts;
        this.settings = settings;
    }

    /** @param once what is put onto a device before all else, until it is provisioned */
    public Planning handingOver(Handover once) {
        handover = once;
        return this;
    }

    /**
     * The plan of a device; what it takes from the pools is the device's when the transaction commits.
     *
     * @throws Waits there is none
     */
    public Plan plan(Tx tx, Device device) {
        Candidate candidate = Candidate.of(device);
        Holder holder = holder(candidate);
        Plan plan = plan(candidate, (pool, slot) -> pools.take(tx, pool, holder, slot));
        return handover.of(tx, device).map(given -> preceded(plan, given)).orElse(plan);
    }

    /** The same with the values that the device has or would get, and nothing is taken. */
    public Plan preview(Tx tx, Candidate candidate) {
        return plan(candidate, promises(tx, candidate));
    }

    private Allocator promises(Tx tx, Candidate candidate) {
        Holder holder = holder(candidate);
        Map<String, Set<String>> promised = new HashMap<>();
        return (pool, slot) -> {
            Set<String> others = promised.computeIfAbsent(pool, name -> new HashSet<>());
            String value = pools.next(tx, pool, holder, slot, others);
            others.add(value);
            return value;
        };
    }

    /**
     * The name that a plan of the device would have from its definition; empty where no pattern matches.
     *
     * @throws Waits it cannot be told
     */
    public Optional<String> definition(Device device) {
        Candidate candidate = Candidate.of(device);
        return planned(() -> {
            Node node = node(candidate);
            return decided(candidate, node).map(match -> planner.nameOf(target(candidate, node, match)));
        });
    }

    /**
     * What the device's definition asks of it before a new firmware counts as good; nothing where no pattern matches.
     * Nothing is taken from the pools.
     *
     * @throws Waits it cannot be told
     */
    public Health health(Tx tx, Device device) {
        Candidate candidate = Candidate.of(device);
        return planned(() -> {
            Node node = node(candidate);
            return decided(candidate, node)
                    .map(match -> planner.health(target(candidate, node, match), promises(tx, candidate)))
                    .orElse(Health.NONE);
        });
    }

    private Plan preceded(Plan plan, Handover.Given given) {
        try {
            return plan.preceded(planner.handover(given.name(), given.archive()));
        } catch (InvalidValue e) {
            throw new Waits(Reason.BAD_PLAN, given.name() + ": " + e.getMessage());
        }
    }

    Plan plan(Candidate candidate, Allocator allocator) {
        return planned(() -> {
            Node node = node(candidate);
            Match match = match(candidate, node);
            return planner.plan(target(candidate, node, match), allocator);
        });
    }

    private static <T> T planned(Supplier<T> work) {
        try {
            return work.get();
        } catch (Exhausted e) {
            throw new Waits(Reason.POOL_EXHAUSTED, e.getMessage(), e.pool());
        } catch (Refused | BadFile | InvalidValue e) {
            throw new Waits(Reason.BAD_PLAN, e.getMessage());
        }
    }

    /** @throws Waits no pattern matches, or the one in its own folder does not hold */
    Match match(Candidate candidate, Node node) {
        node.otherwise(candidate.subject()).ifPresent(why -> {
            throw new Waits(Reason.NO_PATTERN, why);
        });
        return decided(candidate, node)
                .orElseThrow(() -> new Waits(Reason.NO_PATTERN, "no pattern of neighbordb matches it" + faults()));
    }

    private Optional<Match> decided(Candidate candidate, Node node) {
        return !node.deciding().isEmpty() ? Optional.of(node.match()) : patterns.match(candidate.subject());
    }

    NeighborDb patterns() {
        return patterns;
    }

    private String faults() {
        return patterns.faults().stream()
                .findFirst()
                .map(fault -> "; the file has a fault: " + fault)
                .orElse("");
    }

    private static Holder holder(Candidate candidate) {
        return Holder.of(
                candidate.id(), candidate.serial(), candidate.facts().mac().value());
    }

    private Target target(Candidate candidate, Node node, Match match) {
        Script script =
                scripts.list().stream().filter(Script::isDefault).findFirst().orElseThrow();
        Map<String, Object> facts = new LinkedHashMap<>(candidate.facts().values());
        facts.putAll(match.variables());
        facts.put("mac", candidate.facts().mac().value());
        facts.put("id", String.valueOf(candidate.id()));
        facts.put("address", candidate.address());
        String server = settings.serverUrlFor(candidate.serverUrl());
        facts.put("server_url", server);
        facts.put("default_script", script.name());
        facts.put("default_arguments", script.argumentsFor(candidate.id(), List.of()));
        facts.values().removeIf(value -> value == null);
        Map<String, String> environment = Map.of(
                "ZTP_ID",
                String.valueOf(candidate.id()),
                "ZTP_SERVER",
                server,
                "ZTP_HOSTNAME",
                "wrt" + candidate.number());
        return new Target(node, match.pattern(), match.definition(), facts, environment);
    }

    /**
     * A node's folder is named by its serial number, or by its MAC without separators.
     *
     * @throws BadFile a file of it was never good
     */
    Node node(Candidate candidate) {
        String digits = candidate.digits();
        return nodes.of(candidate.serial(), digits.toUpperCase(Locale.ROOT), digits);
    }
}
