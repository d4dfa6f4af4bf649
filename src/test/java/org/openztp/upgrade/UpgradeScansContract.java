package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.db.Tx;
import org.openztp.db.Vendor;
import org.openztp.testkit.QueryPlan;
import org.openztp.testkit.SqlRecord;

/** Nothing that is asked of upgrades reads more rows the more upgrades there were: with ten of each of 300 devices. */
abstract class UpgradeScansContract extends UpgradeStage {
    private static final int DEVICES = 300;
    private static final int EACH = 10;
    private static final int LIMIT = 20;
    private static final long MOST_ROWS = 10L * LIMIT;
    private static final long SOMEBODY = 1_000_100;

    @BeforeEach
    void manyUpgrades() {
        boolean done = test.db()
                .tx(tx -> !upgrades.list(tx, SOMEBODY, null, null, 1).items().isEmpty());
        if (done) {
            return;
        }
        test.db().run(tx -> {
            for (int each = 0; each < EACH; each++) {
                for (int i = 0; i < DEVICES; i++) {
                    add(tx, 1_000_000L + i, each == EACH - 1);
                }
            }
        });
        test.db().run(tx -> {
            if (test.db().vendor() == Vendor.H2) {
                tx.em().createNativeQuery("analyze").executeUpdate();
            } else {
                tx.em().createNativeQuery("analyze table upgrade_operation").getResultList();
            }
        });
    }

    private static void add(Tx tx, long device, boolean active) {
        tx.em()
                .createNativeQuery(
                        "insert into upgrade_operation (device_id, device_name, image_id, build, file, sha256,"
                                + " bytes, board, options, state, active_device_id, asked_by, created_at, deadline, attempts, nonce,"
                                + " visits, bytes_done, brings_image, download_hash, version)"
                                + " values (?, 'ap', ?, 'a/b', 'f', 's', 1, 'b', '', ?, ?, 'ops', current_timestamp,"
                                + " current_timestamp, 0, 'n', 0, 0, false, ?, 0)")
                .setParameter(1, device)
                .setParameter(2, device % 7)
                .setParameter(3, active ? "TRANSFERRING" : device % 50 == 0 ? "FAILED" : "SUCCESS")
                .setParameter(4, active ? device : null)
                .setParameter(5, active ? "hash" + device : null)
                .executeUpdate();
    }

    @Test
    void listsAreReadByKey() {
        for (String cursor : new String[] {null, "1500", "20"}) {
            holds(tx -> upgrades.list(tx, null, null, cursor, LIMIT));
            holds(tx -> upgrades.list(tx, SOMEBODY, null, cursor, LIMIT));
            holds(tx -> upgrades.list(tx, null, UpgradeState.SUCCESS, cursor, LIMIT));
            holds(tx -> upgrades.list(tx, null, UpgradeState.FAILED, cursor, LIMIT));
            holds(tx -> upgrades.list(tx, SOMEBODY, UpgradeState.SUCCESS, cursor, LIMIT));
        }
    }

    @Test
    void whatARegistrationAndAnOrderAskIsFoundByItsIndex() {
        holds(tx -> upgrades.active(tx, SOMEBODY));
        holds(tx -> store.store().catalog().forBoard(tx, BOARD));
        holds(tx -> store.store().catalog().ofBuild(tx, "campus", "v1", BOARD));
        holds(tx -> store.store().catalog().image(tx, image));
    }

    @Test
    void whetherAnImageIsOnItsWayIsFoundByItsIndex() {
        holds(tx -> upgrades.using(tx, List.of(6L)));
        holds(tx -> upgrades.using(tx, List.of(3L, 99L)));
    }

    @Test
    void howUpgradesEndedIsCountedAlongAnIndex() {
        List<SqlRecord.Executed> statements =
                test.sql().executedDuring(() -> test.db().run(upgrades::countByOutcome));
        assertThat(statements).singleElement().satisfies(statement -> {
            QueryPlan plan = QueryPlan.of(test.db(), statement);
            assertThat(plan.fullScan()).as("%s%n%s", statement, plan).isFalse();
        });
        assertThat(test.db().tx(upgrades::countByOutcome)).anySatisfy(sample -> {
            assertThat(sample.labels()).isEqualTo(Map.of("state", "FAILED", "code", ""));
            assertThat(sample.value()).isPositive();
        });
    }

    @Test
    void aDownloadIsFoundByItsTokensHash() {
        holdsOutside(() -> upgrades.siteOf("s", "ztp_token"));
    }

    private interface Ask {
        Object in(Tx tx);
    }

    private void holds(Ask ask) {
        holdsOutside(() -> test.db().run(tx -> ask.in(tx)));
    }

    private void holdsOutside(Runnable request) {
        assertThat(test.sql().executedDuring(request)).isNotEmpty().allSatisfy(this::holds);
    }

    private void holds(SqlRecord.Executed statement) {
        QueryPlan plan = QueryPlan.of(test.db(), statement);
        assertThat(plan.fullScan()).as("%s%n%s", statement, plan).isFalse();
        assertThat(plan.rowsRead()).as("%s%n%s", statement, plan).isLessThanOrEqualTo(MOST_ROWS);
    }
}
