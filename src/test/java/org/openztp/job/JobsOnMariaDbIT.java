package org.openztp.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.openztp.testkit.TestDb;

class JobsOnMariaDbIT extends JobsContract {
    @Override
    TestDb openDb() {
        return TestDb.mariaDb();
    }

    @Test
    void aStartingNodeLeavesTheRunsOfOthersAlone() {
        Probe probe = new Probe();
        pick(probe, "b", CLOCK.instant());
        node("a", probe);
        probe.staysAt(0);
    }

    @Test
    void twoNodesRunEachJobOnce() {
        Probe probe = new Probe();
        Jobs a = node("a", probe);
        node("b", probe);
        for (int i = 0; i < 200; i++) {
            enqueue(a, probe, i, CLOCK.instant());
        }
        probe.awaitRuns(200, SOON.multipliedBy(4));
        probe.staysAt(200);
        assertThat(probe.ids).doesNotHaveDuplicates();
    }

    /** As after an outage of the database, which no heartbeat survives. */
    @Test
    void aRunWhoseHeartbeatIsOldIsNotStartedASecondTimeOnItsOwnNode() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Probe probe = Probe.endingAfter(mayEnd);
        Jobs jobs = nodeThatRuns(probe);
        await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(60)).until(() -> {
            db.run(tx -> tx.em()
                    .createNativeQuery("update scheduled_tasks set last_heartbeat = '2020-01-01' where picked")
                    .executeUpdate());
            return probe.ids.size() == 1;
        });
        mayEnd.countDown();
        await().atMost(Duration.ofSeconds(60)).until(() -> jobs.counts().equals(new Jobs.Counts(0, 0)));
        assertThat(probe.ids).hasSize(1);
    }
}
