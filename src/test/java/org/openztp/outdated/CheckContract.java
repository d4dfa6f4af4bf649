package org.openztp.outdated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.openwrt.InvalidValue;
import org.openztp.tailored.TailoredStage;
import org.openztp.tailored.TailoredState;
import org.openztp.testkit.SqlRecord;

/** What newer there is for devices. */
abstract class CheckContract extends TailoredStage {
    private static final String OTHER = "lab,ap-2";
    private Checking checking;

    @BeforeEach
    void aNewerReleaseOfTheOldBranch() {
        checking = new Checking(shop.inventory(), images.catalogue(), tailoring);
        catalogue.add("23.05.6", TARGET, "lab_ap-1=" + BOARD, "lab_ap-2=" + OTHER);
    }

    private void check() {
        try {
            checking.sweep().run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private CheckReport report(String tag, String location, boolean waiting) {
        return test.db().tx(tx -> Checks.report(tx, new Checks.Filter(tag, null, location, waiting), null, 100));
    }

    private CheckView view(long device) {
        return report(null, null, false).items().stream()
                .filter(each -> each.deviceId() == device)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theNewestOfTheBranchAndOfAllAreToldWhereTheDeviceRunsAnOlderOne() {
        long old = device(OLD);
        long ofBranch = device("23.05.6");
        long newest = device(NEW);
        long other = device(OLD, OTHER);
        long odd = device("a vendor's own");
        long unknown = device(OLD, "no,such");
        check();
        assertThat(view(old)).extracting(CheckView::ofBranch, CheckView::newest).containsExactly("23.05.6", NEW);
        assertThat(view(ofBranch))
                .extracting(CheckView::ofBranch, CheckView::newest)
                .containsExactly(null, NEW);
        assertThat(view(newest))
                .extracting(CheckView::ofBranch, CheckView::newest)
                .containsExactly(null, null);
        assertThat(view(other))
                .extracting(CheckView::ofBranch, CheckView::newest)
                .containsExactly("23.05.6", "23.05.6");
        assertThat(view(odd).words()).isEqualTo("its release tells nothing");
        assertThat(view(unknown).words()).contains("no stable release has a profile for the board no,such");
        CheckReport all = report(null, null, false);
        assertThat(all.counts()).isEqualTo(new CheckReport.Counts(6, 2, 3, 0));
        assertThat(report(null, null, true).items())
                .extracting(CheckView::deviceId)
                .containsExactly(old, ofBranch, other);
    }

    @Test
    void packagesOfTheImageThatItRunsAreComparedWithThoseThereAreNow() {
        definition("upgrade: {image: {packages: [tcpdump]}, fix: automatic}");
        long device = device(OLD);
        look();
        until(device, TailoredState.INSTALLED);
        check();
        assertThat(view(device).packages()).isZero();
        test.db()
                .run(tx -> tx.em()
                        .createNativeQuery("update upstream_package set version = '3' where name = 'tcpdump'")
                        .executeUpdate());
        catalogue.turn();
        check();
        assertThat(view(device).packages()).isOne();
        assertThat(view(device).packageWords()).isEqualTo("tcpdump 2 → 3");
        assertThat(report(null, null, true).counts()).isEqualTo(new CheckReport.Counts(1, 0, 0, 1));
    }

    @Test
    void theNumbersAreThoseOfTheFilterAndThePagesComeByKey() {
        List<Long> devices = List.of(device(OLD), device(OLD), device(NEW));
        sql("insert into device_tag (device_id, tag) values (" + devices.get(1) + ", 'school')");
        sql("update device set location = 'berlin' where id = " + devices.get(2));
        check();
        assertThat(report("school", null, false).counts()).isEqualTo(new CheckReport.Counts(1, 1, 1, 0));
        assertThat(report(null, "berlin", false).counts()).isEqualTo(new CheckReport.Counts(1, 0, 0, 0));
        assertThat(report("school", "berlin", false).items()).isEmpty();
        Checks.Filter all = new Checks.Filter(null, "", null, false);
        CheckReport first = test.db().tx(tx -> Checks.report(tx, all, null, 2));
        assertThat(first.items()).extracting(CheckView::deviceId).isEqualTo(devices.subList(0, 2));
        CheckReport second = test.db().tx(tx -> Checks.report(tx, all, first.next(), 2));
        assertThat(second.items()).extracting(CheckView::deviceId).containsExactly(devices.get(2));
        assertThat(second.next()).isNull();
        assertThat(second.counts()).isEqualTo(first.counts());
        assertThatThrownBy(() -> test.db().tx(tx -> Checks.report(tx, all, "x", 2)))
                .isInstanceOf(InvalidValue.class);
    }

    @Test
    void aLookAtManyAsksNoMoreThanAtFewAndAPageIsTwoQueries() {
        for (int i = 0; i < 120; i++) {
            device(i % 2 == 0 ? OLD : NEW);
        }
        check();
        List<SqlRecord.Executed> again = test.sql().executedDuring(this::check);
        assertThat(again).as("one portion, and nothing has changed").hasSizeLessThan(20);
        assertThat(test.sql().executedDuring(() -> report(null, null, false))).hasSize(2);
    }

    @Test
    void whoIsGoneOrHasNoCatalogueIsNotInTheReport() {
        long device = device(OLD);
        long retired = device(OLD);
        check();
        sql("update device set state = 'RETIRED' where id = " + retired);
        check();
        assertThat(report(null, null, false).items())
                .extracting(CheckView::deviceId)
                .containsExactly(device);
        sql("update upstream_catalogue set generation = 0");
        check();
        assertThat(report(null, null, false).counts().devices()).isZero();
    }

    @Test
    void ofADeviceThatWasUpgradedNothingIsToldUntilTheNextLook() {
        long device = device(OLD);
        check();
        sql("update device set release_name = '" + NEW + "' where id = " + device);
        assertThat(report(null, null, false))
                .isEqualTo(new CheckReport(new CheckReport.Counts(0, 0, 0, 0), List.of(), null));
        check();
        assertThat(view(device)).extracting(CheckView::runs, CheckView::newest).containsExactly(NEW, null);
    }

    private void sql(String statement) {
        test.db().run(tx -> tx.em().createNativeQuery(statement).executeUpdate());
    }
}
