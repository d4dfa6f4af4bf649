package org.openztp.job;

import static org.assertj.core.api.Assertions.assertThat;

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
}
