package org.openztp.planned;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.openztp.auth.Role;
import org.openztp.config.BadFile;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.Inventory;
import org.openztp.device.Tags;
import org.openztp.firmware.NotRead;
import org.openztp.http.Problem;
import org.openztp.match.Match;
import org.openztp.match.Trial;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.MacAddress;
import org.openztp.plan.Node;
import org.openztp.plan.Plan;
import org.openztp.plan.Step;
import org.openztp.planned.Planning.Candidate;

/** What would become of a device, known or thought of: nothing is taken from the pools and nothing is done. */
@Path("/api/v1/plan")
@Produces(MediaType.APPLICATION_JSON)
public final class PlanResource {
    /**
     * @param node the files of the device's own folder that decide, such as {@code nodes/ID/definition}; empty where patterns do
     * @param pattern the one that matches, or the folder that decides; null when none does
     * @param patterns all of them, and why each matches or not
     * @param problem why there is no plan; null when there is one
     */
    public record Preview(
            List<String> node,
            String pattern,
            String definition,
            Map<String, String> variables,
            List<Trial> patterns,
            String problem,
            String digest,
            List<StepPreview> steps) {}

    /**
     * @param confirmSeconds within which the server must be reached after the step, or the device undoes it; 0 for never
     * @param script what the device's shell would run; of a very long one, such as a backup is, the beginning
     */
    public record StepPreview(int position, String name, String action, int confirmSeconds, String script) {
        static StepPreview of(Step step) {
            return new StepPreview(
                    step.position(),
                    step.name(),
                    step.action(),
                    step.fragment().confirmSeconds(),
                    shown(step.fragment().script()));
        }

        private static String shown(String script) {
            int more = script.length() - LONGEST_SCRIPT;
            return more <= 0 ? script : script.substring(0, LONGEST_SCRIPT) + "\n# … and " + more + " characters";
        }
    }

    private static final int LONGEST_SCRIPT = 64 * 1024;
    private static final Set<String> OURS = Set.of("device", "mac", "address", "tag");

    private final Inventory inventory;
    private final Planning planning;

    public PlanResource(Inventory inventory, Planning planning) {
        this.inventory = inventory;
        this.planning = planning;
    }

    /**
     * Every further parameter is a fact; a known device has its own, and those given go before them. Where tags are given, a
     * known device is taken to have these and no others.
     */
    @GET
    @RolesAllowed(Role.MAY_OPERATE)
    public Preview preview(
            @QueryParam("device") Long device,
            @QueryParam("mac") String mac,
            @QueryParam("address") String address,
            @QueryParam("tag") List<String> tags,
            @Context UriInfo uri) {
        Map<String, String> said = new TreeMap<>();
        uri.getQueryParameters().forEach((name, values) -> {
            if (!OURS.contains(name)) {
                said.put(name, values.get(0));
            }
        });
        String server = uri.getBaseUri().toString().replaceFirst("/+$", "");
        said.put("mac", mac);
        List<String> given = Tags.checked(tags);
        return inventory
                .db()
                .txRetrying(tx -> preview(
                        tx,
                        candidate(known(tx, device, mac), said, address, server).tagged(given)));
    }

    private Optional<Device> known(Tx tx, Long device, String mac) {
        if (device != null) {
            return Optional.of(inventory.devices().get(tx, device));
        }
        if (mac == null) {
            throw new InvalidValue("mac: missing; the mac of a device or its number, as device, is wanted");
        }
        return inventory.devices().find(tx, MacAddress.parse(mac));
    }

    private static Candidate candidate(
            Optional<Device> known, Map<String, String> said, String address, String server) {
        if (known.isEmpty()) {
            return new Candidate(0, Facts.of(said), address, server);
        }
        Candidate own = Candidate.of(known.get());
        Map<String, String> facts = new TreeMap<>(own.facts().values());
        facts.putAll(said);
        facts.put("mac", own.facts().mac().value());
        String where = address == null ? own.address() : address;
        return new Candidate(own.id(), own.number(), Facts.of(facts), where, own.serverUrl(), own.tags());
    }

    private Preview preview(Tx tx, Candidate candidate) {
        List<Trial> trials = List.of();
        Node node = null;
        Match match = null;
        try {
            node = planning.node(candidate);
            trials = trials(candidate, node.deciding());
            match = planning.match(candidate, node);
            Plan plan = planning.preview(tx, candidate);
            List<StepPreview> steps = plan.steps().stream().map(StepPreview::of).toList();
            return preview(node, match, trials, null, plan.digest(), steps);
        } catch (Waits | BadFile e) {
            return preview(node, match, trials, e.getMessage(), null, List.of());
        } catch (NotRead e) {
            throw Problem.unavailable(e.getMessage(), Duration.ofSeconds(2));
        }
    }

    private static Preview preview(
            Node node, Match match, List<Trial> trials, String problem, String digest, List<StepPreview> steps) {
        List<String> deciding = node == null ? List.of() : node.deciding();
        return match == null
                ? new Preview(deciding, null, null, Map.of(), trials, problem, digest, steps)
                : new Preview(
                        deciding,
                        match.pattern(),
                        match.definition(),
                        match.variables(),
                        trials,
                        problem,
                        digest,
                        steps);
    }

    /** Where the device's own folder decides, the patterns are told all the same, were there none of them in force. */
    private List<Trial> trials(Candidate candidate, List<String> deciding) {
        if (deciding.isEmpty()) {
            return planning.patterns().explain(candidate.subject());
        }
        String instead = "matches, but " + String.join(" and ", deciding) + " decides";
        try {
            return planning.patterns().explain(candidate.subject()).stream()
                    .map(trial -> trial.matched() ? new Trial(trial.pattern(), false, instead) : trial)
                    .toList();
        } catch (BadFile e) {
            return List.of();
        }
    }
}
