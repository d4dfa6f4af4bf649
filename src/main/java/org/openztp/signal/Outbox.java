package org.openztp.signal;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.http.Json;
import org.openztp.http.Problem;
import org.openztp.job.Jobs;
import org.openztp.openwrt.InvalidValue;

/**
 * All signals on their way and those that have arrived, a row for each target, and a job for each row that waits. Every
 * method is part of the caller's transaction.
 */
public final class Outbox implements Signals {
    private final Targets targets;
    private final Jobs jobs;
    private final InstantSource clock;

    public Outbox(Targets targets, Jobs jobs, InstantSource clock) {
        this.targets = targets;
        this.jobs = jobs;
        this.clock = clock;
    }

    @Override
    public void tell(Tx tx, Signal signal) {
        targets.now().stream().filter(target -> target.wants(signal.kind())).forEach(target -> add(tx, target, signal));
    }

    /**
     * Tells one target that it is one, whatever it wants to know.
     *
     * @throws InvalidValue there is no such target
     */
    Delivery test(Tx tx, String name, String actor) {
        Target target = targets.find(name)
                .orElseThrow(() -> new InvalidValue("target: one of "
                        + targets.now().stream().map(Target::name).toList()
                        + " is wanted, as conf/signals.yaml names them"));
        Signal signal = Signal.of(Signal.TEST, "A test, asked for by " + actor).with("by", actor);
        return add(tx, target, signal);
    }

    private Delivery add(Tx tx, Target target, Signal signal) {
        Instant now = now();
        Delivery delivery = new Delivery(target.name(), signal, body(signal, now), now);
        tx.em().persist(delivery);
        jobs.enqueue(tx, DeliveryJob.NAME, delivery.id(), now);
        return delivery;
    }

    static String body(Signal signal, Instant now) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("kind", signal.kind());
        body.put("at", now);
        body.put("subject", signal.subject());
        body.put("fields", signal.fields());
        try {
            return Json.MAPPER.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    Optional<Delivery> find(Tx tx, long id) {
        return Optional.ofNullable(tx.em().find(Delivery.class, id));
    }

    /** As {@link #find}, and keeps other writers away from it. */
    Optional<Delivery> lock(Tx tx, long id) {
        return Optional.ofNullable(tx.em().find(Delivery.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** @throws Problem 404, or 409 when it was delivered */
    Delivery tryAgain(Tx tx, long id) {
        Delivery delivery = lock(tx, id).orElseThrow(() -> Problem.notFound("no signal " + id));
        delivery.tryAgain(now());
        jobs.enqueue(tx, DeliveryJob.NAME, id, now());
        return delivery;
    }

    /**
     * Newest first.
     *
     * @param state null for all
     * @throws InvalidValue the cursor is none of ours
     */
    Page<Delivery> list(Tx tx, DeliveryState state, String cursor, int limit) {
        TypedQuery<Delivery> query = tx.em()
                .createQuery(
                        "from Delivery d where d.id < :before" + (state == null ? "" : " and d.state = :state")
                                + " order by " + (state == null ? "" : "d.state desc, ") + "d.id desc",
                        Delivery.class)
                .setParameter("before", before(cursor))
                .setMaxResults(limit + 1);
        if (state != null) {
            query.setParameter("state", state);
        }
        List<Delivery> rows = query.getResultList();
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<Delivery> page = List.copyOf(rows.subList(0, limit));
        return new Page<>(page, String.valueOf(page.get(limit - 1).id()));
    }

    private static long before(String cursor) {
        if (cursor != null && !cursor.matches("\\d{1,18}")) {
            throw new InvalidValue("cursor: not one of this server's");
        }
        return cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
    }

    /** How many there are in each state; states without one are absent. */
    public Map<DeliveryState, Long> countByState(Tx tx) {
        Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
        tx.em()
                .createQuery("select d.state, count(d) from Delivery d group by d.state", Object[].class)
                .getResultList()
                .forEach(row -> counts.put((DeliveryState) row[0], (Long) row[1]));
        return counts;
    }

    /** Forgets what ended before. */
    int prune(Tx tx, Instant before) {
        return tx.em()
                .createQuery("delete from Delivery d where d.endedAt < :before")
                .setParameter("before", before)
                .executeUpdate();
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
