package org.openztp.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.desired.DesiredFile;
import org.openztp.device.DeviceState;
import org.openztp.http.Frame;
import org.openztp.http.Views;
import org.openztp.testkit.QueryPlan;
import org.openztp.testkit.SqlRecord;

/** Who runs what it should, and what is ordered of itself. */
abstract class DriftContract extends DriftStage {
    private static final int MANY = 1200;

    @Test
    void whatADeviceRunsIsHeldAgainstTheImageForItsBoard() throws Exception {
        String version = version();
        store.keep(version, BOARD, "24.10.1");
        rules("build: campus/" + version);
        long good = device("24.10.1");
        long old = device("23.05.5");
        long other = device("24.10.1", "lab,ap-2", DeviceState.PROVISIONED);
        long silent = device("24.10.1", null, DeviceState.FAILED);
        look();

        assertThat(drift(good).state()).isEqualTo(DriftState.OK);
        assertThat(drift(old).state()).isEqualTo(DriftState.DRIFTED);
        assertThat(drift(old).words()).isEqualTo("it runs 23.05.5, not 24.10.1");
        assertThat(drift(old).source()).isEqualTo("desired-firmware.yaml:2");
        assertThat(drift(other).state()).isEqualTo(DriftState.NO_IMAGE);
        assertThat(drift(other).words()).contains("no image for lab,ap-2");
        assertThat(drift(silent).state()).isEqualTo(DriftState.UNKNOWN);
        DriftReport report = report(DriftState.DRIFTED);
        assertThat(report.items()).extracting(DriftView::deviceId).containsExactly(old);
        assertThat(report.counts())
                .isEqualTo(Map.of(
                        DriftState.OK, 1L, DriftState.DRIFTED, 1L, DriftState.NO_IMAGE, 1L, DriftState.UNKNOWN, 1L));
        assertThat(report.bars()).hasSize(3);
        assertThat(ordered()).as("it is only told").isEmpty();
    }

    @Test
    void whereNobodySaysAnythingNoDeviceIsLookedAtAndWhatWasFoundIsForgotten() throws Exception {
        rules("{build: campus/nonesuch}");
        long device = device("23.05.5");
        look();
        assertThat(drift(device)).isNotNull();

        Files.writeString(shop.conf(DesiredFile.NAME), "rules: []\n");
        assertThat(sqlOfALook()).extracting(SqlRecord.Executed::sql).noneMatch(sql -> sql.contains(" from device "));
        assertThat(drift(device)).isNull();
        assertThat(report(null).counts()).isEmpty();
    }

    @Test
    void aBuildThatIsNotInTheStoreIsNoReasonToDoAnything() throws Exception {
        rules("{build: campus/nonesuch, fix: automatic}");
        long device = device("23.05.5");
        look();
        assertThat(drift(device).state()).isEqualTo(DriftState.NO_IMAGE);
        assertThat(ordered()).isEmpty();
    }

    @Test
    void theFirstRuleThatHoldsIsTheOneAndTheDefinitionComesLast() throws Exception {
        String one = version();
        String two = version();
        store.keep(one, BOARD, "24.10.1");
        store.keep(two, BOARD, "24.10.2");
        Files.writeString(
                shop.conf("definitions/ap.yaml"), "name: access point\nactions: []\nfirmware: campus/" + one + "\n");
        rules("{tag: frozen, build: none}", "{tag: canary, build: campus/" + two + "}");
        long plain = device("24.10.1");
        long canary = device("24.10.1");
        long frozen = device("24.10.1");
        long planless = device("24.10.1");
        for (long each : new long[] {plain, canary, frozen}) {
            plan(each, "access point");
        }
        tag(canary, "canary");
        tag(frozen, "canary");
        tag(frozen, "frozen");
        look();

        assertThat(drift(plain).state()).isEqualTo(DriftState.OK);
        assertThat(drift(plain).source()).isEqualTo("definition access point");
        assertThat(drift(canary).state()).isEqualTo(DriftState.DRIFTED);
        assertThat(drift(canary).build()).isEqualTo("campus/" + two);
        assertThat(drift(frozen)).isNull();
        assertThat(drift(planless)).isNull();

        sql("delete from device_tag where tag = 'canary'");
        tag(plain, "frozen");
        look();
        assertThat(drift(plain)).as("nobody wishes anything of it any more").isNull();
        assertThat(drift(canary).state()).isEqualTo(DriftState.OK);
    }

    @Test
    void aFewAtATimeAreMendedAndOnlyWhatIsProvisioned() throws Exception {
        String version = version();
        store.keep(version, BOARD, "24.10.1");
        rules("{build: campus/" + version + ", fix: automatic}");
        List<Long> old = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            old.add(device("23.05.5"));
        }
        device("23.05.5", BOARD, DeviceState.FAILED);
        look();
        assertThat(ordered()).isEqualTo(old.subList(0, AT_ONCE));
        look();
        assertThat(ordered()).hasSize(AT_ONCE);

        end("SUCCESS", null);
        sql("update device set release_name = '24.10.1' where id <= " + old.get(AT_ONCE - 1));
        look();
        assertThat(ordered()).isEqualTo(old.subList(AT_ONCE, 5));
        assertThat(drift(old.get(0)).state()).isEqualTo(DriftState.OK);
    }

    @Test
    void oneThatWaitsForItsDeviceTakesNobodysPlace() throws Exception {
        String version = version();
        store.keep(version, BOARD, "24.10.1");
        rules("{build: campus/" + version + ", fix: automatic}");
        for (int i = 0; i < AT_ONCE + 1; i++) {
            device("23.05.5");
        }
        look();
        sql("update upgrade_operation set attempts = 4, next_at = null where active_device_id is not null");
        look();
        assertThat(ordered()).hasSize(AT_ONCE + 1);
    }

    @ParameterizedTest
    @CsvSource({"FAILED, unhealthy", "ABORTED, no_room", "CANCELLED,"})
    void whatCameToNothingIsNotOrderedAgainBeforeAnotherImageIsWishedFor(String state, String code) throws Exception {
        String one = version();
        String two = version();
        store.keep(one, BOARD, "24.10.1");
        store.keep(two, BOARD, "24.10.2");
        rules("{build: campus/" + one + ", fix: automatic}");
        long device = device("23.05.5");
        look();
        end(state, code);
        look();
        look();
        assertThat(ordered()).isEmpty();
        assertThat(drift(device).words())
                .startsWith("it runs 23.05.5, not 24.10.1; upgrade ")
                .endsWith("came to nothing" + (code == null ? "" : " (" + code + ")"));
        assertThat(drift(device).heldBy()).isNotNull();

        rules("{build: campus/" + two + ", fix: automatic}");
        look();
        assertThat(ordered()).containsExactly(device);
        assertThat(drift(device).heldBy()).isNull();
    }

    @Test
    void oneThatExpiredIsOrderedAgain() throws Exception {
        String version = version();
        store.keep(version, BOARD, "24.10.1");
        rules("{build: campus/" + version + ", fix: automatic}");
        long device = device("23.05.5");
        look();
        end("EXPIRED", "ssh_unreachable");
        look();
        assertThat(ordered()).containsExactly(device);
    }

    @Test
    void whatCannotBeOrderedIsSaidAndKeepsNobodyElseWaiting() throws Exception {
        String version = version();
        store.keep(version, BOARD, "r".repeat(100));
        String good = version();
        store.keep(good, BOARD, "24.10.1");
        rules(
                "{tag: odd, build: campus/" + version + ", fix: automatic}",
                "{build: campus/" + good + ", fix: automatic}");
        long odd = device("23.05.5");
        for (int i = 0; i < AT_ONCE; i++) {
            tag(device("23.05.5"), "odd");
        }
        tag(odd, "odd");
        long last = device("23.05.5");
        look();
        look();
        assertThat(drift(odd).words()).contains("so long a name");
        assertThat(ordered()).containsExactly(last);
    }

    @Test
    void twoBuildsOfOneReleaseAreToldApartWhereTheDeviceWasUpgradedByThisServer() throws Exception {
        String one = version();
        String two = version();
        store.keep(one, BOARD, "24.10.1");
        store.keep(two, BOARD, "24.10.1");
        rules("{build: campus/" + one + ", fix: automatic}");
        long device = device("23.05.5");
        look();
        end("SUCCESS", null);
        sql("update device set release_name = '24.10.1' where id = " + device);
        look();
        assertThat(drift(device).state()).isEqualTo(DriftState.OK);

        rules("build: campus/" + two);
        look();
        assertThat(drift(device).state()).isEqualTo(DriftState.DRIFTED);
        assertThat(drift(device).words()).startsWith("it runs another image, of upgrade ");
    }

    private void many() throws IOException {
        String version = version();
        store.keep(version, BOARD, "24.10.1");
        rules("build: campus/" + version);
        test.db().run(tx -> {
            for (int i = 0; i < MANY; i++) {
                tx.em()
                        .createNativeQuery("insert into device (mac, state, facts, board_name, release_name, attempts,"
                                + " token_confirmed, legacy_ssh, first_seen, last_seen, version) values (?, 'PROVISIONED', '{}', ?, ?, 0,"
                                + " false, false, current_timestamp, current_timestamp, 0)")
                        .setParameter(1, String.format("02:5c:00:00:%02x:%02x", i / 256, i % 256))
                        .setParameter(2, BOARD)
                        .setParameter(3, i % 100 == 0 ? "23.05.5" : "24.10.1")
                        .executeUpdate();
            }
        });
    }

    @Test
    void aLookAtManyAsksNoMoreThanAtFewAndTheReportIsReadByKey() throws Exception {
        many();
        look();
        assertThat(report(null).counts()).isEqualTo(Map.of(DriftState.OK, MANY - 12L, DriftState.DRIFTED, 12L));
        List<SqlRecord.Executed> again = sqlOfALook();
        assertThat(again).as("three portions, and nothing has changed").hasSizeLessThan(50);

        for (DriftState state : new DriftState[] {null, DriftState.DRIFTED, DriftState.OK}) {
            List<SqlRecord.Executed> asked =
                    test.sql().executedDuring(() -> test.db().run(tx -> Drifts.report(tx, state, "7", 20)));
            assertThat(asked).isNotEmpty().allSatisfy(statement -> {
                QueryPlan plan = QueryPlan.of(test.db(), statement);
                assertThat(plan.rowsRead()).as("%s%n%s", statement, plan).isLessThanOrEqualTo(200);
            });
        }
    }

    @Test
    void thePageShowsThePictureAndWhy() throws Exception {
        String version = version();
        store.keep(version, BOARD, "24.10.1");
        rules("build: campus/" + version);
        device("24.10.1");
        device("23.05.5");
        look();

        String page = new Views()
                .fragment(
                        "firmware/drift",
                        Map.of(
                                "frame",
                                Frame.outside("../../"),
                                "report",
                                report(null),
                                "state",
                                "",
                                "now",
                                shop.inventory().now()));
        assertThat(page)
                .contains(
                        "1 OK, 1 Drifted",
                        "<rect class=\"s-waiting\" x=\"50.0%\" width=\"50.0%\"",
                        "it runs 23.05.5, not 24.10.1",
                        "campus/" + version);
    }

    private List<SqlRecord.Executed> sqlOfALook() {
        return test.sql().executedDuring(() -> {
            try {
                look();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
