package org.openztp.firmware.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.TestDb;

/** Which builds go by themselves. */
class RetentionIT extends WithStore {
    @Override
    TestDb open() {
        return TestDb.h2();
    }

    private void thin(int keep) {
        new Retention(db(), builds, keep, uses).run();
    }

    private long build(String category, String version, String release) {
        byte[] image = SampleImage.uImage(version.hashCode(), 4096)
                .metadata(SampleImage.json("acme,one", release))
                .bytes();
        return keep(build(category, version), "one.bin", image).image().id();
    }

    private List<String> versions(String category) {
        return db().tx(tx -> builds.list(tx, category, null, 500)).items().stream()
                .map(BuildView::version)
                .toList();
    }

    @Test
    void theNewestOfEachCategoryStayAndTheirFilesWithThem() {
        for (String category : List.of("campus", "lab")) {
            for (int i = 1; i <= 4; i++) {
                build(category, category + i, "24.10." + i);
            }
        }
        thin(0);
        assertThat(versions(null)).hasSize(8);

        thin(3);
        assertThat(versions("campus")).containsExactly("campus4", "campus3", "campus2");
        assertThat(versions("lab")).containsExactly("lab4", "lab3", "lab2");
        look();
        assertThat(files()).hasSize(6);
        thin(3);
        assertThat(versions(null)).hasSize(6);
    }

    @Test
    void aBuildThatADeviceRunsStaysHoweverOldItIs() {
        build("campus", "1", "23.05.1");
        NewBuild custom = new NewBuild("campus", "2", "Campus 2", null);
        db().txRetrying(tx -> builds.add(tx, custom, "ops"));
        build("campus", "3", "23.05.3");
        build("campus", "4", "23.05.4");
        uses.running.addAll(Set.of("23.05.1", "Campus 2"));

        thin(1);
        assertThat(versions("campus")).containsExactly("4", "2", "1");
        uses.running.remove("23.05.1");
        thin(1);
        assertThat(versions("campus")).containsExactly("4", "2");
    }

    @Test
    void aBuildThatDevicesShouldRunStaysBeforeTheyDo() {
        build("campus", "1", "23.05.1");
        build("campus", "2", "23.05.2");
        build("campus", "3", "23.05.3");
        uses.desired.add("campus/1");

        thin(1);
        assertThat(versions("campus")).containsExactly("3", "1");
    }

    @Test
    void whatAnUpgradeIsToStaysAndNobodyRemovesItByHand() {
        long image = build("campus", "1", "23.05.1");
        build("campus", "2", "23.05.2");
        uses.atWork.add(image);

        thin(1);
        assertThat(versions("campus")).containsExactly("2", "1");
        assertThatThrownBy(() -> remove(image)).hasMessage("an upgrade is not over");
        long build = show(image).buildId();
        assertThatThrownBy(() -> db().run(tx -> builds.remove(tx, build))).hasMessage("an upgrade is not over");
        uses.atWork.clear();
        thin(1);
        assertThat(versions("campus")).containsExactly("2");
    }

    @Test
    void aBuildOfWhichNobodyCanSayWhetherItRunsStays() {
        keep(build("campus", "1"), "bare.bin", bare(1), "acme,one");
        build("campus", "2", "23.05.2");
        build("campus", "3", "23.05.3");

        thin(1);
        assertThat(versions("campus")).containsExactly("3", "1");
    }

    @Test
    void moreOldBuildsThanOneLookTakesGoAll() {
        for (int i = 0; i < 120; i++) {
            build("campus", "v" + i);
        }
        thin(5);
        assertThat(versions("campus")).containsExactly("v119", "v118", "v117", "v116", "v115");
    }
}
