package org.openztp.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openztp.db.Page;

class DeviceTableTest {
    private static DeviceTable table(DeviceTable.Asked asked, Map<DeviceState, Long> counts) {
        return new DeviceTable(asked, new Page<>(List.of(), "c=1"), DeviceTable.shares(counts), 0, Instant.EPOCH);
    }

    @Test
    void aFilterKeepsTheSearchAndTheOrderAndStartsAtTheFirstPage() {
        DeviceTable table =
                table(new DeviceTable.Asked("a&b ü", "failed", Map.of("tag", "floor-2"), "hostname", "xyz"), Map.of());
        assertThat(table.inState(DeviceState.HOST_KEY_CHANGED))
                .isEqualTo("?q=a%26b+%C3%BC&state=host_key_changed&tag=floor-2&sort=hostname");
        assertThat(table.inState(null)).isEqualTo("?q=a%26b+%C3%BC&tag=floor-2&sort=hostname");
        assertThat(table.by("tag", "lab")).isEqualTo("?q=a%26b+%C3%BC&state=failed&tag=lab&sort=hostname");
        assertThat(table.by("tag", null)).isEqualTo("?q=a%26b+%C3%BC&state=failed&sort=hostname");
        assertThat(table.by("location", "hall"))
                .isEqualTo("?q=a%26b+%C3%BC&state=failed&tag=floor-2&location=hall&sort=hostname");
        assertThat(table.isIn(DeviceState.FAILED)).isTrue();
        assertThat(table.isIn(null)).isFalse();
    }

    @Test
    void aSecondClickOnAColumnTurnsTheOrderAround() {
        DeviceTable table = table(new DeviceTable.Asked(null, null, Map.of(), "hostname", null), Map.of());
        assertThat(table.sortedBy("hostname")).isEqualTo("?sort=-hostname");
        assertThat(table.order("hostname")).isEqualTo("ascending");
        assertThat(table.sortedBy("release")).isEqualTo("?sort=release");
        assertThat(table.order("release")).isNull();
        assertThat(table.sortedBy("lastSeen"))
                .as("the latest is what one looks for")
                .isEqualTo("?sort=-lastSeen");
    }

    @Test
    void theUsualListIsTheBareAddress() {
        DeviceTable table = table(new DeviceTable.Asked(null, null, Map.of(), null, null), Map.of());
        assertThat(table.order("id")).isEqualTo("descending");
        assertThat(table.firstPage()).isEqualTo("?");
        assertThat(table.nextPage()).isEqualTo("?cursor=c%3D1");
        assertThat(table.filtered()).isFalse();
    }

    @Test
    void theBarIsFullAndALoneFailureStaysVisible() {
        Map<DeviceState, Long> counts = Map.of(DeviceState.PROVISIONED, 100_000L, DeviceState.FAILED, 1L);
        List<DeviceTable.Share> shares = DeviceTable.shares(counts);
        assertThat(shares.stream().mapToDouble(DeviceTable.Share::width).sum()).isCloseTo(100, within(0.01));
        assertThat(shares)
                .filteredOn(share -> share.state() == DeviceState.FAILED)
                .allSatisfy(share -> assertThat(share.width()).isGreaterThan(0.7));
        assertThat(table(new DeviceTable.Asked(null, null, Map.of(), null, null), counts)
                        .total())
                .isEqualTo(100_001);
    }

    @Test
    void withoutDevicesTheBarIsEmpty() {
        assertThat(DeviceTable.shares(Map.of()))
                .allSatisfy(share -> assertThat(share.width()).isZero());
    }
}
