package org.openztp.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openztp.db.Tx;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.http.Problem;
import org.openztp.job.Jobs;

/** Takes orders for script runs: all runs of one order and their jobs are stored in one transaction, or none. */
public final class ScriptOrders {
    private static final int FETCH = 500;

    /** What was ordered together. */
    public record Batch(String batch, List<ScriptRunView> runs) {}

    private final Inventory inventory;
    private final ScriptRuns runs;
    private final Scripts scripts;
    private final Jobs jobs;

    public ScriptOrders(Inventory inventory, ScriptRuns runs, Scripts scripts, Jobs jobs) {
        this.inventory = inventory;
        this.runs = runs;
        this.scripts = scripts;
        this.jobs = jobs;
    }

    /**
     * @param by the name of the operator's token
     * @throws Problem 422 naming the script or the targets that cannot be
     */
    public Batch order(NewScriptRuns wanted, String by) {
        Script script = scripts.find(wanted.script())
                .orElseThrow(() -> Problem.unprocessable("script: there is no " + wanted.script()));
        String batch = UUID.randomUUID().toString();
        return inventory.db().tx(tx -> {
            List<ScriptRunView> views = new ArrayList<>();
            for (long device : wanted.all() ? all(tx) : known(tx, wanted.targets())) {
                ScriptRun run = new ScriptRun(batch, device, script, wanted.arguments(), inventory.now());
                runs.add(tx, run.requestedBy(by));
                jobs.enqueue(tx, ScriptJob.NAME, run.id(), inventory.now());
                views.add(ScriptRunView.of(run));
            }
            return new Batch(batch, views);
        });
    }

    private static List<Long> all(Tx tx) {
        try (Stream<Long> ids = tx.em()
                .createQuery("select d.id from Device d where d.state not in :left order by d.id", Long.class)
                .setParameter("left", List.of(DeviceState.PENDING, DeviceState.RETIRED))
                .setHint("org.hibernate.fetchSize", FETCH)
                .getResultStream()) {
            return ids.toList();
        }
    }

    /** One query for however many targets. */
    private static List<Long> known(Tx tx, List<Long> targets) {
        Map<Long, DeviceState> states = tx.em()
                .createQuery("select d.id, d.state from Device d where d.id in :ids", Object[].class)
                .setParameter("ids", targets)
                .getResultStream()
                .collect(Collectors.toMap(row -> (Long) row[0], row -> (DeviceState) row[1]));
        List<Long> unknown =
                targets.stream().filter(id -> !states.containsKey(id)).toList();
        if (!unknown.isEmpty()) {
            throw Problem.unprocessable("targets: no such device: " + words(unknown));
        }
        refuse(targets, states, DeviceState.PENDING, "not approved yet: ");
        refuse(targets, states, DeviceState.RETIRED, "another box has the place of these: ");
        return targets;
    }

    private static void refuse(List<Long> targets, Map<Long, DeviceState> states, DeviceState state, String words) {
        List<Long> those =
                targets.stream().filter(id -> states.get(id) == state).toList();
        if (!those.isEmpty()) {
            throw Problem.unprocessable("targets: " + words + words(those));
        }
    }

    private static String words(List<Long> ids) {
        String some = ids.stream().limit(20).map(String::valueOf).collect(Collectors.joining(", "));
        return ids.size() > 20 ? some + " and " + (ids.size() - 20) + " more" : some;
    }

    /** What is open on a device goes on by its jobs; part of the caller's transaction. */
    public void resume(Tx tx, long deviceId) {
        runs.open(tx, deviceId).forEach(id -> jobs.enqueue(tx, ScriptJob.NAME, id, inventory.now()));
    }

    /** Takes back what is open on a device, and forgets all its runs; part of the caller's transaction. */
    public void removed(Tx tx, long deviceId) {
        runs.open(tx, deviceId).forEach(id -> jobs.remove(tx, ScriptJob.NAME, id));
        runs.removeAll(tx, deviceId);
    }
}
