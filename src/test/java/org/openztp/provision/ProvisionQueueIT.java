package org.openztp.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.device.Device;
import org.openztp.device.DeviceActions;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.http.Problem;
import org.openztp.job.Jobs;
import org.openztp.openwrt.MacAddress;
import org.openztp.pool.Exhausted;
import org.openztp.pool.Holder;
import org.openztp.pool.Pools;
import org.openztp.script.ScriptOrders;
import org.openztp.script.ScriptRuns;
import org.openztp.script.Scripts;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;

class ProvisionQueueIT {
    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();

    @Test
    void whatARemovedDeviceHadFromThePoolsIsFreeAtOnce() throws IOException {
        Files.writeString(folder.resolve("mgmt.yaml"), "- 10.1.0.1\n");
        try (TestDb test = TestDb.h2();
                Jobs jobs = new Jobs(test.db(), "idle", 1, clock)) {
            Inventory inventory = new Inventory(test.db(), clock);
            Pools pools = new Pools(folder, clock);
            ScriptOrders orders = new ScriptOrders(inventory, new ScriptRuns(), new Scripts(folder, clock), jobs);
            DeviceActions actions = new DeviceActions(
                    inventory,
                    new DeviceHostKeys(inventory),
                    new ProvisionQueue(jobs, orders, pools, inventory, (tx, device) -> false));
            long old = add(inventory, 1);
            long waiting = add(inventory, 2);
            assertThat(take(test, pools, old)).isEqualTo("10.1.0.1");
            assertThatThrownBy(() -> take(test, pools, waiting)).isInstanceOf(Exhausted.class);

            actions.remove(old, "olga");

            assertThat(take(test, pools, waiting)).isEqualTo("10.1.0.1");
            assertThatThrownBy(() -> test.db().run(tx -> inventory.devices().get(tx, old)))
                    .isInstanceOf(Problem.class);
        }
    }

    private String take(TestDb test, Pools pools, long device) {
        return test.db().txRetrying(tx -> pools.take(tx, "mgmt", Holder.of(device), ""));
    }

    private long add(Inventory inventory, int number) {
        MacAddress mac = MacAddress.parse("02:00:00:00:00:0" + number);
        return inventory
                .db()
                .tx(tx -> inventory
                        .devices()
                        .add(tx, new Device(mac, DeviceState.REGISTERED, inventory.now()))
                        .id());
    }
}
