package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.device.DeviceState;

/** Which devices a roll-out chooses, for what stage, and why it leaves others out: on any database. */
abstract class SelectionContract extends RolloutStage {
    private List<Long> devices;

    @BeforeEach
    void sixDevices() {
        devices = devices(6);
    }

    private List<Long> chosen(Targets targets) throws Exception {
        return rows(drafted(targets, List.of())).stream()
                .map(RolloutDeviceView::device)
                .toList();
    }

    private long drafted(Targets targets, List<Stage> stages) throws Exception {
        long id = ask(draft(targets, stages));
        until(id, RolloutState.DRAFT);
        return id;
    }

    private List<Long> some(int... which) {
        return Arrays.stream(which).mapToObj(devices::get).toList();
    }

    @Test
    void eachConditionNarrowsTheChoice() throws Exception {
        some(0, 1, 2).forEach(device -> tag(device, "ap"));
        some(1, 2, 3).forEach(device -> tag(device, "roof"));
        some(2, 3).forEach(device -> set(device, "location", "north"));
        some(3, 4).forEach(device -> set(device, "device_group", "mesh"));
        set(devices.get(5), "state", "FAILED");

        assertThat(chosen(everything())).isEqualTo(devices);
        assertThat(chosen(new Targets(null, List.of("ap", "roof"), null, null, null, null, null, null)))
                .isEqualTo(some(1, 2));
        assertThat(chosen(new Targets(null, List.of("roof"), null, "north", null, null, null, null)))
                .isEqualTo(some(2, 3));
        assertThat(chosen(new Targets(null, null, "mesh", null, null, null, null, null)))
                .isEqualTo(some(3, 4));
        assertThat(chosen(new Targets(DeviceState.FAILED, null, null, null, null, null, null, null)))
                .isEqualTo(some(5));
        assertThat(chosen(new Targets(null, null, null, null, null, null, some(0, 5), null)))
                .isEqualTo(some(0, 5));
        assertThat(chosen(new Targets(null, null, null, null, "no,board", null, null, null)))
                .isEmpty();
    }

    @Test
    void aRangeOfReleasesGoesByTheirOrder() throws Exception {
        long old = device(BOARD, "19.07.10");
        long candidate = device(BOARD, "23.05.0-rc4");
        device(BOARD, "own-build");
        Targets.Releases until = new Targets.Releases(null, "23.05.0");
        assertThat(chosen(new Targets(null, null, null, null, null, until, null, null)))
                .containsExactly(old, candidate);
        Targets.Releases from = new Targets.Releases("23.05.1", "23.05.5");
        assertThat(chosen(new Targets(null, null, null, null, null, from, null, null)))
                .isEqualTo(devices);
        Targets.Releases none = new Targets.Releases("25.12.0", null);
        assertThat(chosen(new Targets(null, null, null, null, null, none, null, null)))
                .isEmpty();
    }

    @Test
    void aDeviceThatCannotHaveTheBuildIsLeftOutAndSaysWhy() throws Exception {
        set(devices.get(0), "state", "PENDING");
        set(devices.get(1), "board_name", null);
        set(devices.get(2), "board_name", "other,board");
        long id = drafted(everything(), List.of());

        assertThat(view(id).leftOut()).isEqualTo(Map.of("device_state", 1L, "no_board", 1L, "no_image", 1L));
        assertThat(view(id).devices()).isEqualTo(3);
        assertThat(rows(id)).filteredOn(row -> row.reason() == null).allSatisfy(row -> {
            assertThat(row.file()).isEqualTo("ap.bin");
            assertThat(row.sizeBytes()).isPositive();
            assertThat(row.imageRelease()).isEqualTo("24.10.1");
        });
        assertThat(test.db()
                        .tx(tx -> rollouts.devices(tx, id, "no_image", null, null, 10))
                        .items())
                .extracting(RolloutDeviceView::device)
                .containsExactly(devices.get(2));
    }

    @Test
    void stagesAreFilledByShareByNumberAndByName() throws Exception {
        long id = drafted(
                everything(),
                List.of(
                        new Stage(null, null, some(4), null, null),
                        new Stage(null, 2, null, null, null),
                        new Stage(20, null, null, null, null)));
        assertThat(rows(id)).extracting(RolloutDeviceView::stage).containsExactly(2, 2, 3, 3, 1, 4);
    }

    @Test
    void thoseThatStandBehindOthersComeFirst() throws Exception {
        set(devices.get(1), "parent_id", devices.get(0));
        set(devices.get(2), "parent_id", devices.get(1));
        long id = drafted(everything(), List.of(new Stage(null, 4, null, null, null)));
        assertThat(rows(id)).extracting(RolloutDeviceView::stage).containsExactly(2, 2, 1, 1, 1, 1);
    }

    @Test
    void itsDevicesAreReadPageByPage() throws Exception {
        long id = drafted(everything(), List.of());
        var first = test.db().tx(tx -> rollouts.devices(tx, id, null, null, null, 4));
        var rest = test.db().tx(tx -> rollouts.devices(tx, id, null, null, first.next(), 4));
        assertThat(first.items()).hasSize(4);
        assertThat(rest.items()).hasSize(2);
        assertThat(rest.next()).isNull();
    }
}
