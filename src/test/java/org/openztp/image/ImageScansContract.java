package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.db.Tx;
import org.openztp.db.Vendor;
import org.openztp.http.Json;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.QueryPlan;
import org.openztp.testkit.SqlRecord;

/** Nothing that is asked of images reads more rows the more were made: with 3000 of them, and as many waiting as may wait. */
abstract class ImageScansContract extends ImageStage {
    private static final int MADE = 3000;
    private static final int LIMIT = 20;
    private static final String REQUEST = Json.text(request());
    private static final long MOST_ROWS = 10L * LIMIT;

    @BeforeEach
    void manyImages() {
        test.db().run(tx -> {
            for (int i = 0; i < MADE; i++) {
                add(tx, i, i % 10 == 0 ? "FAILED" : "DONE", i);
            }
        });
        for (int i = 1; i <= LONGEST - 1; i++) {
            builds.order(request(i), "client" + i % 8);
        }
        test.db().run(tx -> {
            if (test.db().vendor() == Vendor.H2) {
                tx.em().createNativeQuery("analyze").executeUpdate();
            } else {
                tx.em().createNativeQuery("analyze table image_build").getResultList();
            }
        });
    }

    private void add(Tx tx, int number, String state, long turn) {
        tx.em()
                .createNativeQuery(
                        "insert into image_build (hash, state, os_version, target, profile, request, asker, turn,"
                                + " attempts, queued_at, ended_at, expires_at, used_at, seconds, bytes, pinned, version)"
                                + " values (?, ?, '24.10.2', 'toy/generic', 'acme_one', ?, ?, ?, 1, ?, ?, ?, ?, 30, 7, false, 0)")
                .setParameter(1, Sha256.hex("image " + number))
                .setParameter(2, state)
                .setParameter(3, REQUEST)
                .setParameter(4, "client" + number % 8)
                .setParameter(5, turn)
                .setParameter(6, clock.instant())
                .setParameter(7, clock.instant())
                .setParameter(8, clock.instant().plusSeconds(86_400))
                .setParameter(9, clock.instant())
                .executeUpdate();
    }

    @Test
    void whatIsPolledIsFoundByItsHash() {
        ImageBuild waiting = build(request(LONGEST - 1));
        ImageBuild made =
                test.db().tx(tx -> builds.find(tx, Sha256.hex("image 7")).orElseThrow());

        holds(() -> test.db().run(tx -> builds.find(tx, made.hash())));
        holds(() -> test.db().run(tx -> builds.result(tx, made)));
        holds(() -> test.db().run(tx -> builds.place(tx, waiting)));
        holds(() -> test.db().run(tx -> builds.unfinished(tx, BuildState.QUEUED)));
        holds(() -> test.db().run(tx -> builds.newest(tx, LIMIT)));
    }

    @Test
    void anOrderReadsTheQueueAndNotTheHistory() {
        holds(() -> order(request("tcpdump")));
        holds(() -> order(request("tcpdump")));
    }

    @Test
    void aBuilderFindsItsTurnAndTellsHowItWent() {
        holds(() -> queue.claim(false));
        holds(() -> queue.claim());
        BuildQueue.Claim claim = queue.claim().orElseThrow();
        holds(() -> queue.holds(claim, BuildStep.BUILDING));
        holds(() -> queue.down(claim, "later", Builder.Output.NONE));
        holds(() -> queue.workers());
    }

    @Test
    void listsAreReadByKey() {
        for (String cursor : new String[] {null, "1500", "20"}) {
            holds(() -> orders.list(null, cursor, LIMIT));
            holds(() -> orders.list(BuildState.DONE, cursor, LIMIT));
            holds(() -> orders.list(BuildState.CANCELLED, cursor, LIMIT));
        }
    }

    private void holds(Runnable request) {
        assertThat(test.sql().executedDuring(request)).isNotEmpty().allSatisfy(this::holds);
    }

    private void holds(SqlRecord.Executed statement) {
        if (statement.sql().startsWith("insert")) {
            return;
        }
        QueryPlan plan = QueryPlan.of(test.db(), statement);
        assertThat(plan.fullScan() && !statement.sql().contains("upstream_catalogue"))
                .as("%s%n%s", statement, plan)
                .isFalse();
        assertThat(plan.rowsRead()).as("%s%n%s", statement, plan).isLessThanOrEqualTo(MOST_ROWS);
    }
}
