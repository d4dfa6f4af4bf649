package org.openztp.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.db.Page;
import org.openztp.openwrt.InvalidValue;
import org.openztp.testkit.QueryPlan;
import org.openztp.testkit.SqlRecord;

/** Values given, kept, moved and taken back, on whichever database the subclass opens. */
abstract class PoolsContract extends WithPools {
    @Test
    void aDeviceGetsTheFirstFreeValueOfTheFileAndKeepsIt() {
        write("mgmt.yaml", "- first", "- 10.1.0.9-10.1.0.11", "- {pattern: ap-%03d, from: 7, to: 8}", "- 10.0.0.0/30");
        List<Long> devices = devices(9);

        assertThat(devices.stream().limit(8).map(id -> take("mgmt", id)))
                .containsExactly(
                        "first", "10.1.0.9", "10.1.0.10", "10.1.0.11", "ap-007", "ap-008", "10.0.0.1", "10.0.0.2");
        assertThat(take("mgmt", devices.get(2))).isEqualTo("10.1.0.10");
        assertThatThrownBy(() -> take("mgmt", devices.get(8)))
                .isInstanceOf(Exhausted.class)
                .hasMessage("pool mgmt is exhausted: all of its 8 values are taken");
    }

    @Test
    void aDeviceTakesSeveralByTheirSlots() {
        write("lan.yaml", "- fd00:1::/64");
        List<Long> devices = devices(2);

        assertThat(take("lan", devices.get(0))).isEqualTo("fd00:1::1");
        assertThat(take("lan", devices.get(0), "second")).isEqualTo("fd00:1::2");
        assertThat(take("lan", devices.get(1), "second")).isEqualTo("fd00:1::3");
        assertThat(take("lan", devices.get(0), "second")).isEqualTo("fd00:1::2");
        assertThat(list("lan"))
                .containsExactly(
                        new Allocation("fd00:1::1", devices.get(0), "", at(), true),
                        new Allocation("fd00:1::2", devices.get(0), "second", at(), true),
                        new Allocation("fd00:1::3", devices.get(1), "second", at(), true));
        assertThatThrownBy(() -> take("lan", devices.get(0), "x".repeat(65))).isInstanceOf(InvalidValue.class);
    }

    @Test
    void twoHundredDevicesAtOnceGetTwoHundredValuesAndTheNextGoesOnWhenOneIsFreed() throws Exception {
        write("mgmt.yaml", "- 10.1.0.1-10.1.0.100", "- {pattern: ap-%04d, from: 1, to: 100}");
        List<Long> devices = devices(201);

        List<String> values = atOnce(devices.subList(0, 200), id -> take("mgmt", id));

        assertThat(values).hasSize(200).doesNotHaveDuplicates();
        assertThatThrownBy(() -> take("mgmt", devices.get(200))).isInstanceOf(Exhausted.class);
        assertThat(usage("mgmt").free()).isZero();
        release(devices.get(7));
        assertThat(take("mgmt", devices.get(200))).isEqualTo(values.get(7));
    }

    @Test
    void whoComesLastWhenTheValuesRunOutIsToldSoAndNobodyGetsTheSame() throws Exception {
        write("few.yaml", "- 10.1.0.1-10.1.0.90");
        ConcurrentLinkedQueue<Exhausted> told = new ConcurrentLinkedQueue<>();

        List<String> values = atOnce(devices(120), id -> {
            try {
                return take("few", id);
            } catch (Exhausted e) {
                told.add(e);
                return "";
            }
        });

        assertThat(values.stream().filter(value -> !value.isEmpty()))
                .hasSize(90)
                .doesNotHaveDuplicates();
        assertThat(told).hasSize(30).allMatch(e -> e.pool().equals("few"));
    }

    private interface Act {
        String of(long device);
    }

    private static List<String> atOnce(List<Long> devices, Act act) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Callable<String>> calls = devices.stream()
                    .map(id -> (Callable<String>) () -> act.of(id))
                    .toList();
            List<String> results = new ArrayList<>();
            for (Future<String> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatATransactionTookIsFreeWhenItGivesUp() {
        write("a.yaml", "- 10.1.0.1-10.1.0.2");
        write("b.yaml", "- one");
        List<Long> devices = devices(2);
        take("b", devices.get(0));

        assertThatThrownBy(() -> db().txRetrying(tx -> {
                    pools.take(tx, "a", Holder.of(devices.get(1)), "");
                    return pools.take(tx, "b", Holder.of(devices.get(1)), "");
                }))
                .isInstanceOf(Exhausted.class);
        assertThat(list("a")).isEmpty();
        assertThat(take("a", devices.get(0))).isEqualTo("10.1.0.1");
    }

    @Test
    void whatIsReleasedIsTakenAgainInTheFilesOrder() {
        write("mgmt.yaml", "- 10.1.0.0/24", "- spare");
        List<Long> devices = devices(90);
        devices.subList(0, 80).forEach(id -> take("mgmt", id));

        release(devices.get(50));
        release(devices.get(3));

        assertThat(take("mgmt", devices.get(80))).isEqualTo("10.1.0.4");
        assertThat(take("mgmt", devices.get(81))).isEqualTo("10.1.0.51");
        assertThat(take("mgmt", devices.get(82))).isEqualTo("10.1.0.81");
    }

    @Test
    void aReplacementTakesOverWhatTheOldOneHadInTheSameSlots() {
        write("mgmt.yaml", "- 10.1.0.0/24");
        write("lan.yaml", "- 10.2.0.0/24");
        List<Long> devices = devices(2);
        take("mgmt", devices.get(0));
        take("mgmt", devices.get(1));
        take("mgmt", devices.get(1), "second");
        take("lan", devices.get(0));

        db().txRetrying(tx -> {
            pools.move(tx, devices.get(0), devices.get(1));
            return null;
        });

        assertThat(take("mgmt", devices.get(1))).isEqualTo("10.1.0.1");
        assertThat(take("mgmt", devices.get(1), "second")).isEqualTo("10.1.0.3");
        assertThat(take("lan", devices.get(1))).isEqualTo("10.2.0.1");
        assertThat(take("mgmt", devices.get(0)))
                .as("what it had before is free")
                .isEqualTo("10.1.0.2");
    }

    @Test
    void anOperatorReleasesOneValue() {
        write("mgmt.yaml", "- 10.1.0.0/24");
        List<Long> devices = devices(2);
        take("mgmt", devices.get(0));

        assertThat(db().<Boolean>txRetrying(tx -> pools.release(tx, "mgmt", "10.1.0.1")))
                .isTrue();
        assertThat(db().<Boolean>txRetrying(tx -> pools.release(tx, "mgmt", "10.1.0.1")))
                .isFalse();
        assertThat(db().<Boolean>txRetrying(tx -> pools.release(tx, "mgmt", "10.9.9.9")))
                .isFalse();
        assertThat(take("mgmt", devices.get(1))).isEqualTo("10.1.0.1");
    }

    @Test
    void theNextValueIsToldWithoutTakingIt() {
        write("mgmt.yaml", "- 10.1.0.1-10.1.0.2");
        List<Long> devices = devices(2);

        assertThat(next(0)).contains("10.1.0.1");
        take("mgmt", devices.get(0));
        assertThat(next(0)).contains("10.1.0.2");
        assertThat(next(devices.get(0))).contains("10.1.0.1");
        take("mgmt", devices.get(1));
        assertThat(next(0)).isEmpty();
        assertThat(list("mgmt")).hasSize(2);
    }

    private Optional<String> next(long device) {
        return db().txRetrying(tx -> pools.next(tx, "mgmt", Holder.of(device), ""));
    }

    @Test
    void whatIsTakenIsListedPageByPage() {
        write("mgmt.yaml", "- 10.0.0.0/8");
        devices(25).forEach(id -> take("mgmt", id));

        List<String> values = new ArrayList<>();
        String cursor = null;
        do {
            String from = cursor;
            Page<Allocation> page = db().txRetrying(tx -> pools.list(tx, "mgmt", from, 10));
            page.items().forEach(each -> values.add(each.value()));
            cursor = page.next();
        } while (cursor != null);

        assertThat(values)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 25)
                        .mapToObj(i -> "10.0.0." + i)
                        .toList());
        assertThatThrownBy(() -> db().run(tx -> pools.list(tx, "mgmt", "x", 10)))
                .isInstanceOf(InvalidValue.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"- 10.0.0.0/8", "- fd00::/64", "- 0.0.0.0/0", "- ::/0"})
    void aTakeReadsAsLittleFromAHugePoolOfWhichMuchIsTaken(String network) {
        write("huge.yaml", network);
        List<Long> devices = devices(1010);
        devices.subList(0, 1000).forEach(id -> take("huge", id));
        assertThat(list("huge")).extracting(Allocation::listed).doesNotContain(false);

        for (Long device : devices.subList(1000, 1010)) {
            List<SqlRecord.Executed> statements = test.sql().executedDuring(() -> take("huge", device));
            List<SqlRecord.Executed> reads = statements.stream()
                    .filter(each -> each.sql().startsWith("select"))
                    .toList();
            assertThat(reads).hasSize(3);
            assertThat(statements).hasSize(5);
            for (SqlRecord.Executed read : reads) {
                QueryPlan plan = QueryPlan.of(db(), read);
                assertThat(plan.fullScan()).as("%s%n%s", read, plan).isFalse();
                assertThat(plan.rowsRead()).as("%s%n%s", read, plan).isLessThanOrEqualTo(4);
            }
        }
    }
}
