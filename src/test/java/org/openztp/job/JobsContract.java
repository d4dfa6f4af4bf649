package org.openztp.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openztp.db.Db;
import org.openztp.testkit.TestDb;

/** What {@link Jobs} promises, on whichever database the subclass opens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JobsContract {
    static final Duration SOON = Duration.ofSeconds(5);
    static final InstantSource CLOCK = InstantSource.system();

    TestDb test;
    Db db;
    final List<Jobs> open = new ArrayList<>();

    abstract TestDb openDb();

    @BeforeAll
    void migrate() {
        test = openDb();
        db = test.db();
    }

    @AfterEach
    void stopJobs() {
        open.forEach(Jobs::close);
        open.clear();
        db.run(tx -> tx.em().createNativeQuery("delete from scheduled_tasks").executeUpdate());
    }

    @AfterAll
    void close() {
        test.close();
    }

    Jobs node(String name, JobType... types) {
        Jobs jobs = new Jobs(db, name, 8, CLOCK);
        open.add(jobs);
        if (types.length > 0) {
            jobs.start(Arrays.asList(types));
        }
        return jobs;
    }

    /** A node in the middle of its first run of this. */
    Jobs nodeThatRuns(Probe probe) {
        Jobs jobs = node("a", probe);
        enqueue(jobs, probe, 1, CLOCK.instant());
        probe.awaitStarted(1, SOON);
        return jobs;
    }

    void enqueue(Jobs jobs, JobType type, long id, Instant at) {
        db.run(tx -> jobs.enqueue(tx, type.name(), id, at));
    }

    @Test
    void aCommittedJobRunsExactlyOnceAndAtOnce() {
        Probe probe = new Probe();
        Jobs jobs = node("a", probe);
        enqueue(jobs, probe, 1, CLOCK.instant());
        probe.awaitRuns(1, SOON);
        List<Long> delays = new ArrayList<>();
        for (int i = 2; i <= 21; i++) {
            long start = System.nanoTime();
            enqueue(jobs, probe, i, CLOCK.instant());
            probe.awaitRuns(i, SOON);
            delays.add((System.nanoTime() - start) / 1_000_000);
        }
        assertThat(delays.stream().sorted().toList().get(10))
                .as("milliseconds from the wish to the end of the run; polls come every thousand")
                .isLessThan(500);
        probe.staysAt(21);
        assertThat(jobs.counts()).isEqualTo(new Jobs.Counts(0, 0));
    }

    @Test
    void aRollBackLeavesNoJob() {
        Probe probe = new Probe();
        Jobs jobs = node("a", probe);
        assertThatThrownBy(() -> db.run(tx -> {
                    jobs.enqueue(tx, probe.name(), 1, CLOCK.instant());
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");
        assertThat(jobs.counts()).isEqualTo(new Jobs.Counts(0, 0));
        probe.staysAt(0);
    }

    @Test
    void fiftyThreadsAskingForTheSameJobGetOne() throws Exception {
        Probe probe = new Probe();
        Jobs jobs = node("a");
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<?>> asked = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                asked.add(threads.submit(() -> {
                    go.await();
                    return db.txRetrying(tx -> {
                        jobs.enqueue(tx, probe.name(), 7, CLOCK.instant());
                        return null;
                    });
                }));
            }
            go.countDown();
            for (Future<?> each : asked) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(jobs.counts()).isEqualTo(new Jobs.Counts(1, 0));
        jobs.start(List.of(probe));
        probe.awaitRuns(1, SOON);
        probe.staysAt(1);
    }

    @Test
    void aJobAskedForWhileItRunsRunsOnceMore() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Probe probe = Probe.endingAfter(mayEnd);
        Jobs jobs = nodeThatRuns(probe);
        assertThat(jobs.counts()).isEqualTo(new Jobs.Counts(0, 1));
        enqueue(jobs, probe, 1, CLOCK.instant());
        enqueue(jobs, probe, 1, CLOCK.instant().plusSeconds(60));
        probe.staysAt(1);
        mayEnd.countDown();
        probe.awaitRuns(2, SOON);
        probe.staysAt(2);
        assertThat(jobs.counts()).isEqualTo(new Jobs.Counts(0, 0));
    }

    @Test
    void aDueJobAskedForAgainStartsAfterTheTransactionThatAskedForIt() throws Exception {
        AtomicBoolean committed = new AtomicBoolean();
        AtomicBoolean seen = new AtomicBoolean();
        Probe probe = new Probe(run -> {
            seen.set(committed.get());
            return Next.done();
        });
        Jobs jobs = node("a");
        Instant due = CLOCK.instant();
        enqueue(jobs, probe, 1, due);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        Thread slow = new Thread(() -> db.run(tx -> {
            jobs.enqueue(tx, probe.name(), 1, due.plusSeconds(60));
            asked.countDown();
            awaitQuietly(mayCommit);
            committed.set(true);
        }));
        slow.start();
        asked.await();
        jobs.start(List.of(probe));
        await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> probe.runs() == 0);
        mayCommit.countDown();
        slow.join();
        probe.awaitRuns(1, SOON);
        assertThat(seen).isTrue();
    }

    @Test
    void askingBringsAPlannedJobForwardAndNeverPutsItOff() {
        Probe probe = new Probe();
        Jobs jobs = node("a", probe);
        Instant now = CLOCK.instant();
        enqueue(jobs, probe, 1, now.plusSeconds(3600));
        probe.staysAt(0);
        enqueue(jobs, probe, 1, now);
        probe.awaitRuns(1, SOON);

        enqueue(jobs, probe, 2, now.plusMillis(1500));
        enqueue(jobs, probe, 2, now.plusSeconds(3600));
        probe.awaitRuns(2, SOON);
    }

    @Test
    void aJobThatAsksForItRunsAgainAtItsTime() {
        List<Instant> starts = new ArrayList<>();
        Probe probe = new Probe(run -> {
            starts.add(CLOCK.instant());
            return run < 3 ? Next.again(CLOCK.instant().plusMillis(700)) : Next.done();
        });
        Jobs jobs = node("a", probe);
        enqueue(jobs, probe, 1, CLOCK.instant());
        probe.awaitRuns(3, SOON);
        assertThat(Duration.between(starts.get(0), starts.get(2))).isGreaterThan(Duration.ofMillis(1390));
        probe.staysAt(3);
    }

    @Test
    void aFailingJobRunsAgainAfterGrowingPausesAndIsNeverLost() {
        List<Instant> starts = new ArrayList<>();
        Probe probe = new Probe(run -> {
            starts.add(CLOCK.instant());
            if (run == 1) {
                throw new IOException("unforeseen");
            }
            if (run == 2) {
                throw new StackOverflowError("deep");
            }
            return Next.done();
        });
        Jobs jobs = node("a", probe);
        enqueue(jobs, probe, 1, CLOCK.instant());
        probe.awaitRuns(3, Duration.ofSeconds(20));
        Duration first = Duration.between(starts.get(0), starts.get(1));
        Duration second = Duration.between(starts.get(1), starts.get(2));
        assertThat(first).isGreaterThan(Duration.ofMillis(990));
        assertThat(second).isGreaterThan(Duration.ofMillis(1990));
        probe.staysAt(3);
    }

    @Test
    void aRemovedJobDoesNotRun() {
        Probe probe = new Probe();
        Jobs jobs = node("a", probe);
        enqueue(jobs, probe, 1, CLOCK.instant().plusMillis(500));
        db.run(tx -> jobs.remove(tx, probe.name(), 1));
        probe.staysAt(0);
    }

    @Test
    void whatAJobRemovedWhileRunningWasAskedForIsForgotten() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Probe probe = Probe.endingAfter(mayEnd);
        Jobs jobs = nodeThatRuns(probe);
        enqueue(jobs, probe, 1, CLOCK.instant());
        db.run(tx -> jobs.remove(tx, probe.name(), 1));
        mayEnd.countDown();
        probe.staysAt(1);
        assertThat(jobs.counts()).isEqualTo(new Jobs.Counts(0, 0));
    }

    @Test
    void theJobsOfADeadNodeAreTakenOver() {
        Probe probe = new Probe();
        Jobs jobs = node("a", probe);
        pick(probe, "dead", CLOCK.instant());
        probe.awaitRuns(1, Duration.ofSeconds(15));
        probe.staysAt(1);
        assertThat(jobs.counts()).isEqualTo(new Jobs.Counts(0, 0));
    }

    @Test
    void closingInterruptsALongRunInBoundedTimeAndTheNextStartRepeatsIt() {
        CountDownLatch never = new CountDownLatch(1);
        Probe probe = new Probe(run -> {
            if (run == 1) {
                never.await();
            }
            return Next.done();
        });
        Jobs jobs = nodeThatRuns(probe);
        Instant start = CLOCK.instant();
        jobs.close();
        assertThat(Duration.between(start, CLOCK.instant())).isLessThan(Duration.ofSeconds(14));
        node("a", probe);
        probe.awaitRuns(2, SOON);
    }

    @Test
    void recurringWorkComesAgainAndAgain() {
        CountDownLatch three = new CountDownLatch(3);
        Jobs jobs = node("a");
        jobs.start(List.of(), List.of(new Housekeeping(Duration.ofMillis(100), three::countDown)));
        await().atMost(SOON).until(() -> three.getCount() == 0);
    }

    @Test
    void recurringWorkThatWaitsForItsTimeIsNoJobThatWaits() {
        Jobs jobs = node("a");
        jobs.start(List.of(), List.of(new Housekeeping(Duration.ofHours(6), () -> {})));
        assertThat(jobs.counts()).isEqualTo(new Jobs.Counts(0, 0));
    }

    private record Housekeeping(Duration pause, Runnable work) implements Recurring {
        @Override
        public String name() {
            return "housekeeping";
        }

        @Override
        public void run() {
            work.run();
        }
    }

    /** A row as a node leaves it that was killed in the middle of a run. */
    void pick(Probe probe, String node, Instant heartbeat) {
        Jobs asking = new Jobs(db, "x", 1, CLOCK);
        enqueue(asking, probe, 1, CLOCK.instant());
        db.run(tx -> tx.em()
                .createNativeQuery("update scheduled_tasks set picked = true, picked_by = ?, last_heartbeat = ?"
                        + " where task_name = ?")
                .setParameter(1, node)
                .setParameter(2, heartbeat)
                .setParameter(3, probe.name())
                .executeUpdate());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
