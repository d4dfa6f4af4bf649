package org.openztp.script;

import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.device.Pulling;
import org.openztp.history.EventKind;
import org.openztp.http.Problem;

/** All script runs. Every method is part of the caller's transaction. */
public final class ScriptRuns {
    private static final int FETCH = 100;

    /** What no library has: these runs belong to who begins them. */
    private static final List<String> NO_SCRIPTS = List.of(ScriptRun.PLAN, ScriptRun.UPGRADE);

    /** Stores a new run, which has an id from then on. */
    public ScriptRun add(Tx tx, ScriptRun run) {
        tx.em().persist(run);
        return run;
    }

    /** @throws Problem 404 */
    public ScriptRun get(Tx tx, long id) {
        return find(tx, id).orElseThrow(() -> Problem.notFound("no script run " + id));
    }

    public Optional<ScriptRun> find(Tx tx, long id) {
        return Optional.ofNullable(tx.em().find(ScriptRun.class, id));
    }

    /** Whether a run other than the given one is RUNNING on the device; certain while the device's row is locked. */
    public boolean isBusy(Tx tx, long deviceId, long except) {
        return !tx.em()
                .createQuery(
                        "select r.id from ScriptRun r where r.deviceId = :device and r.state = :state and r.id <> :id",
                        Long.class)
                .setParameter("device", deviceId)
                .setParameter("state", ScriptRunState.RUNNING)
                .setParameter("id", except)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** The device's oldest run in this state; of scripts only. */
    Optional<ScriptRun> oldest(Tx tx, long deviceId, ScriptRunState state) {
        return tx.em()
                .createQuery(
                        "from ScriptRun r where r.deviceId = :device and r.state = :state and r.script not in :others"
                                + " order by r.deviceId, r.state, r.id",
                        ScriptRun.class)
                .setParameter("device", deviceId)
                .setParameter("state", state)
                .setParameter("others", NO_SCRIPTS)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    /** The device's run of an upgrade that was begun last and has not ended. */
    public Optional<ScriptRun> runningOfUpgrade(Tx tx, long deviceId) {
        return tx.em()
                .createQuery(
                        "from ScriptRun r where r.deviceId = :device and r.state = :state and r.script = :script"
                                + " order by r.deviceId desc, r.state desc, r.id desc",
                        ScriptRun.class)
                .setParameter("device", deviceId)
                .setParameter("state", ScriptRunState.RUNNING)
                .setParameter("script", ScriptRun.UPGRADE)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    /** Whether anything waits or runs on the device. */
    public boolean isAnyOpen(Tx tx, long deviceId) {
        return tx.em()
                        .createQuery(
                                "select 1 from ScriptRun r where r.deviceId = :device and r.state in :open",
                                Integer.class)
                        .setParameter("device", deviceId)
                        .setParameter("open", List.of(ScriptRunState.QUEUED, ScriptRunState.RUNNING))
                        .setMaxResults(1)
                        .getResultList()
                        .size()
                == 1;
    }

    /** How many runs on the device were begun since then and ended with this code. */
    public long countEnded(Tx tx, long deviceId, int exitCode, Instant since) {
        return tx.em()
                .createQuery(
                        "select count(r) from ScriptRun r where r.deviceId = :device and r.exitCode = :code"
                                + " and r.startedAt >= :since",
                        Long.class)
                .setParameter("device", deviceId)
                .setParameter("code", exitCode)
                .setParameter("since", since)
                .getSingleResult();
    }

    /** Newest first; of one batch or one device where these are not null. */
    public Page<ScriptRun> list(Tx tx, String batch, Long device, long before, int limit) {
        StringBuilder hql = new StringBuilder("from ScriptRun r where r.id < :before");
        hql.append(batch == null ? "" : " and r.batch = :batch");
        hql.append(device == null ? "" : " and r.deviceId = :device");
        hql.append(" order by ").append(indexOf(batch, device)).append("r.id desc");
        TypedQuery<ScriptRun> query =
                tx.em().createQuery(hql.toString(), ScriptRun.class).setParameter("before", before);
        if (batch != null) {
            query.setParameter("batch", batch);
        }
        if (device != null) {
            query.setParameter("device", device);
        }
        List<ScriptRun> rows = query.setMaxResults(limit + 1).getResultList();
        if (rows.size() <= limit) {
            return new Page<>(List.copyOf(rows), null);
        }
        List<ScriptRun> items = List.copyOf(rows.subList(0, limit));
        return new Page<>(items, String.valueOf(items.get(limit - 1).id()));
    }

    /** As the API shows them; one query for all devices of those that wait. */
    List<ScriptRunView> views(Tx tx, List<ScriptRun> those) {
        Set<Long> waiting = those.stream()
                .filter(run -> run.state() == ScriptRunState.QUEUED)
                .map(ScriptRun::deviceId)
                .collect(Collectors.toSet());
        Map<Long, Pulling> ways = new HashMap<>();
        if (!waiting.isEmpty()) {
            tx.em()
                    .createQuery("select d.id, d.pulling from Device d where d.id in :ids", Object[].class)
                    .setParameter("ids", waiting)
                    .getResultStream()
                    .forEach(row -> ways.put((Long) row[0], (Pulling) row[1]));
        }
        return those.stream()
                .map(run -> ScriptRunView.of(run, ways.get(run.deviceId())))
                .toList();
    }

    /** The first column of the index, the same in every row found: H2 reads along the index only when the order names it. */
    private static String indexOf(String batch, Long device) {
        if (device != null) {
            return "r.deviceId desc, ";
        }
        return batch != null ? "r.batch desc, " : "";
    }

    /** Counts what a run printed, without disturbing a transaction that changes the run. */
    public void printed(Tx tx, long id, long bytes) {
        tx.em()
                .createQuery("update ScriptRun r set r.outputBytes = r.outputBytes + :bytes where r.id = :id")
                .setParameter("bytes", bytes)
                .setParameter("id", id)
                .executeUpdate();
    }

    /**
     * What was kept of a run's output, piece by piece; close it before the transaction ends.
     *
     * @param step of the plan; null for all of the run
     */
    Stream<String> output(Tx tx, long id, Integer step) {
        String ofStep = step == null ? "" : " and e.step = :step";
        TypedQuery<String> query = tx.em()
                .createQuery(
                        "select e.detail from DeviceEvent e where e.runId = :run and e.kind = :kind" + ofStep
                                + " order by e.runId, e.id",
                        String.class);
        if (step != null) {
            query.setParameter("step", step);
        }
        return query.setParameter("run", id)
                .setParameter("kind", EventKind.OUTPUT)
                .setHint("org.hibernate.fetchSize", FETCH)
                .getResultStream();
    }

    /** The ids of a device's runs that have not ended; of scripts only. */
    List<Long> open(Tx tx, long deviceId) {
        return tx.em()
                .createQuery(
                        "select r.id from ScriptRun r where r.deviceId = :device and r.state in :open"
                                + " and r.script not in :others",
                        Long.class)
                .setParameter("others", NO_SCRIPTS)
                .setParameter("device", deviceId)
                .setParameter("open", List.of(ScriptRunState.QUEUED, ScriptRunState.RUNNING))
                .getResultList();
    }

    void removeAll(Tx tx, long deviceId) {
        tx.em()
                .createQuery("delete from ScriptRun r where r.deviceId = :device")
                .setParameter("device", deviceId)
                .executeUpdate();
    }
}
