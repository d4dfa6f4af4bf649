package org.openztp.rollout;

import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.http.Problem;
import org.openztp.job.Jobs;
import org.openztp.openwrt.InvalidValue;
import org.openztp.signal.Signal;
import org.openztp.signal.Signals;
import org.openztp.upgrade.UpgradeState;

/** All roll-outs on record. Every method with a transaction is part of it. */
final class Rollouts {
    private static final int MOST_EVENTS = 200;

    private final Db db;
    private final Jobs jobs;
    private final Signals signals;
    private final Settings.Rollout settings;
    private final InstantSource clock;

    Rollouts(Db db, Jobs jobs, Signals signals, Settings.Rollout settings, InstantSource clock) {
        this.db = db;
        this.jobs = jobs;
        this.signals = signals;
        this.settings = settings;
        this.clock = clock;
    }

    Db db() {
        return db;
    }

    /** As exact as the database keeps it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether another operator has to agree: the plan says so, or the settings do for each. */
    boolean needsApproval(RolloutPlan plan) {
        return plan.approval() || settings.approval();
    }

    /** @throws Problem 404 */
    Rollout get(Tx tx, long id) {
        Rollout rollout = tx.em().find(Rollout.class, id);
        if (rollout == null) {
            throw Problem.notFound("no roll-out " + id);
        }
        return rollout;
    }

    /** Keeps others away from it until the transaction ends; empty where there is none. */
    Optional<Rollout> lock(Tx tx, long id) {
        return Optional.ofNullable(tx.em().find(Rollout.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** Stores a new one, with its job. */
    Rollout add(Tx tx, Rollout rollout) {
        tx.em().persist(rollout);
        tx.em().flush();
        note(tx, rollout, rollout.asked());
        wake(tx, rollout);
        return rollout;
    }

    /** Stores what happened to it; what made it another state is told to who wants to know. */
    void note(Tx tx, Rollout rollout, RolloutEvent event) {
        tx.em().persist(event);
        if (event.turns()) {
            String kind = "rollout." + rollout.state().name().toLowerCase(Locale.ROOT);
            String subject = "Roll-out " + rollout.id() + ", " + rollout.name() + ", to " + rollout.build() + ": "
                    + event.message();
            signals.tell(
                    tx,
                    Signal.of(kind, subject)
                            .with("rollout", rollout.id())
                            .with("name", rollout.name())
                            .with("build", rollout.build())
                            .with("stage", rollout.stage())
                            .with("words", rollout.words())
                            .with("by", event.actor()));
        }
    }

    /** Its job runs as soon as may be. */
    void wake(Tx tx, Rollout rollout) {
        jobs.enqueue(tx, RolloutJob.NAME, rollout.id(), now());
    }

    /**
     * Newest first.
     *
     * @throws InvalidValue the cursor is none of ours
     */
    Page<RolloutView> list(Tx tx, String cursor, int limit) {
        List<Rollout> rows = tx.em()
                .createQuery("from Rollout r where r.id < :before order by r.id desc", Rollout.class)
                .setParameter("before", number(cursor, Long.MAX_VALUE))
                .setMaxResults(limit + 1)
                .getResultList();
        List<Rollout> page = rows.subList(0, Math.min(rows.size(), limit));
        Map<Long, Progress> progress = Progress.of(tx, page);
        List<RolloutView> views = page.stream()
                .map(row -> RolloutView.of(row, progress.get(row.id())))
                .toList();
        String next = rows.size() > limit ? String.valueOf(rows.get(limit - 1).id()) : null;
        return new Page<>(views, next);
    }

    /** @throws Problem 404 */
    RolloutView view(Tx tx, long id) {
        Rollout rollout = get(tx, id);
        return RolloutView.of(rollout, Progress.of(tx, List.of(rollout)).get(id));
    }

    Map<RolloutState, Long> countByState(Tx tx) {
        Map<RolloutState, Long> counts = new EnumMap<>(RolloutState.class);
        tx.em()
                .createQuery("select r.state, count(r) from Rollout r group by r.state", Object[].class)
                .getResultList()
                .forEach(row -> counts.put((RolloutState) row[0], (Long) row[1]));
        return counts;
    }

    /** The oldest of those that ended before; no more than a few hundred. */
    List<Long> endedBefore(Tx tx, Instant before) {
        return tx.em()
                .createQuery("select r.id from Rollout r where r.endedAt < :before order by r.endedAt", Long.class)
                .setParameter("before", before)
                .setMaxResults(MOST_EVENTS)
                .getResultList();
    }

    /** A roll-out that has not ended and is to bring this image to a device, in words; empty when there is none. */
    static Optional<String> using(Tx tx, long image) {
        return tx.em()
                .createQuery(
                        "select o from RolloutDevice r join Rollout o on o.id = r.rollout where r.image = :image"
                                + " and r.state = :waiting and o.endedAt is null",
                        Rollout.class)
                .setParameter("image", image)
                .setParameter("waiting", RolloutDevice.Lot.WAITING)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(rollout -> "the roll-out " + rollout.id() + ", " + rollout.name()
                        + ", is not over; give it up, or wait for its end");
    }

    /** Its latest, newest first. */
    List<RolloutEventView> events(Tx tx, long id) {
        return tx.em()
                .createQuery(
                        "from RolloutEvent e where e.rollout = :rollout order by e.rollout desc, e.id desc",
                        RolloutEvent.class)
                .setParameter("rollout", id)
                .setMaxResults(MOST_EVENTS)
                .getResultStream()
                .map(RolloutEventView::of)
                .toList();
    }

    /**
     * Its devices by their numbers, or by those of their upgrades where only the upgrades of one state are wanted.
     *
     * @param reason those left out for it; null for all, {@code state} of the upgrade likewise
     * @throws InvalidValue the cursor is none of ours, or both reason and state are given
     */
    Page<RolloutDeviceView> devices(Tx tx, long rollout, String reason, UpgradeState state, String cursor, int limit) {
        if (reason != null && state != null) {
            throw new InvalidValue("reason, state: a device that is left out has no upgrade; one of the two is wanted");
        }
        String query = state != null
                ? RolloutDeviceView.BY_STATE
                        + " where u.leave.rollout = :rollout and u.state = :which and u.id > :after"
                        + " order by u.leave.rollout, u.state, u.id"
                : RolloutDeviceView.ALL + " where r.rollout = :rollout and r.device > :after"
                        + (reason == null ? "" : " and r.reason = :which") + " order by r.rollout, "
                        + (reason == null ? "" : "r.reason, ") + "r.device";
        TypedQuery<RolloutDeviceView> devices = tx.em()
                .createQuery(query, RolloutDeviceView.class)
                .setParameter("rollout", rollout)
                .setParameter("after", number(cursor, 0))
                .setMaxResults(limit + 1);
        if (reason != null || state != null) {
            devices.setParameter("which", reason != null ? reason : state);
        }
        List<RolloutDeviceView> rows = devices.getResultList();
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<RolloutDeviceView> page = List.copyOf(rows.subList(0, limit));
        RolloutDeviceView last = page.get(limit - 1);
        return new Page<>(page, String.valueOf(state != null ? last.upgrade() : last.device()));
    }

    private static long number(String cursor, long first) {
        if (cursor != null && !cursor.matches("\\d{1,18}")) {
            throw new InvalidValue("cursor: not one of this server's");
        }
        return cursor == null ? first : Long.parseLong(cursor);
    }
}
