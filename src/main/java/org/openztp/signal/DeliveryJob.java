package org.openztp.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.openztp.db.Db;
import org.openztp.job.Backoff;
import org.openztp.job.JobType;
import org.openztp.job.Next;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to deliver one signal. What is killed between the sending and the note of it sends once more: receivers know
 * by the delivery's id what they have already.
 */
final class DeliveryJob implements JobType {
    static final String NAME = "signal";

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryJob.class);
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Db db;
    private final Outbox outbox;
    private final Targets targets;
    private final Channel channel;
    private final Lanes lanes;
    private final Backoff backoff;

    DeliveryJob(Db db, Outbox outbox, Targets targets, Channel channel, RandomGenerator random) {
        this.db = db;
        this.outbox = outbox;
        this.targets = targets;
        this.channel = channel;
        this.lanes = new Lanes(random);
        this.backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Next run(long id) throws InterruptedException {
        Optional<Delivery> waiting =
                db.tx(tx -> outbox.find(tx, id)).filter(delivery -> delivery.state() == DeliveryState.WAITING);
        if (waiting.isEmpty()) {
            return Next.done();
        }
        Delivery delivery = waiting.get();
        Instant now = outbox.now();
        if (!now.isBefore(delivery.latest())) {
            String last = delivery.answer() == null ? "none was made" : delivery.answer();
            return end(id, Outcome.refused("given up after " + delivery.attempts() + " attempts: " + last));
        }
        Optional<Target> target = targets.find(delivery.target());
        if (target.isEmpty()) {
            return targets.isKnown()
                    ? end(id, Outcome.refused("conf/signals.yaml names no such target any more"))
                    : Next.again(now.plus(FIRST_PAUSE));
        }
        Optional<Instant> later = lanes.enter(delivery.target(), now);
        return later.isPresent() ? Next.again(later.get()) : end(id, send(target.get(), delivery));
    }

    private Outcome send(Target target, Delivery delivery) throws InterruptedException {
        boolean failed = true;
        try {
            Outcome outcome = channel.send(target, delivery);
            failed = outcome.kind() == Outcome.Kind.FAILED;
            return outcome;
        } finally {
            lanes.leave(target.name(), failed, outbox.now());
        }
    }

    private Next end(long id, Outcome outcome) {
        return db.txRetrying(tx -> outbox.lock(tx, id)
                .filter(delivery -> delivery.state() == DeliveryState.WAITING)
                .map(delivery -> end(delivery, outcome))
                .orElse(Next.done()));
    }

    private Next end(Delivery delivery, Outcome outcome) {
        Instant now = outbox.now();
        switch (outcome.kind()) {
            case DELIVERED -> delivery.delivered(outcome.words(), now);
            case REFUSED -> {
                LOG.warn("signal {} to {} is given up: {}", delivery.id(), delivery.target(), outcome.words());
                delivery.giveUp(outcome.words(), now);
            }
            case FAILED -> {
                Instant next = now.plus(backoff.after(delivery.attempts() + 1));
                delivery.failed(next.isAfter(delivery.latest()) ? delivery.latest() : next, outcome.words());
                return Next.again(delivery.nextAt());
            }
        }
        return Next.done();
    }
}
