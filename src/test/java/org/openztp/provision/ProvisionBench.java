package org.openztp.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.action.SiteFiles;
import org.openztp.auth.Vault;
import org.openztp.device.Device;
import org.openztp.device.DeviceActions;
import org.openztp.device.DeviceState;
import org.openztp.firmware.Image;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.job.Next;
import org.openztp.match.NeighborDb;
import org.openztp.plan.Definitions;
import org.openztp.plan.NodeFolders;
import org.openztp.plan.Nodes;
import org.openztp.plan.Planner;
import org.openztp.plan.Scopes;
import org.openztp.planned.PlanRuns;
import org.openztp.planned.Planning;
import org.openztp.pool.Pools;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;

/** One router and one server, joined anew for each test. */
abstract class ProvisionBench {
    private static final AtomicInteger DEVICES = new AtomicInteger();
    static final String OLD = "23.05.3";
    static final String NEW = "24.10.0";

    static TestDb test;

    @TempDir
    Path home;

    final String mac = newMac();
    FakeRouter router;
    Workshop workshop;
    Optional<Image> image = Optional.of(new Image("acme-one.bin", NEW, "ab".repeat(32), 5));
    long id;

    @BeforeAll
    static void openDb() {
        test = TestDb.h2();
    }

    @AfterAll
    static void closeDb() {
        test.close();
    }

    static String newMac() {
        return String.format("02:1a:b0:00:00:%02x", DEVICES.incrementAndGet());
    }

    @BeforeEach
    void start() throws IOException {
        router = new FakeRouter(mac, OLD);
        workshop = new Workshop(home, router.sshd().port(), test.db());
        id = workshop.register(mac);
        router.script(router::initScript);
    }

    @AfterEach
    void stop() {
        router.close();
        workshop.close();
    }

    /** As a server that has just been started. */
    ProvisionJob newJob(Workshop shop) {
        ProvisionSteps steps = new ProvisionSteps(
                shop.inventory(), planning(shop), plans(shop), shop.settings().provision(), new Random(1));
        DeviceSide deviceSide = new DeviceSide(shop.settings(), shop.keys().publicLines());
        return new ProvisionJob(steps, shop.reach(), shop.runner(), deviceSide, board -> image);
    }

    Planning planning(Workshop shop) {
        Path conf = shop.settings().home().conf();
        Nodes nodes =
                new Nodes(new NodeFolders(shop.settings().home().nodes()), Definitions.foreign(conf), shop.clock());
        Planner planner = new Planner(
                new Definitions(conf.resolve("definitions"), shop.clock()),
                new Scopes(conf.resolve("attributes.yaml"), nodes, shop.clock()),
                new SiteFiles(conf),
                file -> Optional.empty(),
                List.of());
        NeighborDb patterns = new NeighborDb(conf.resolve("neighbordb"), shop.clock());
        return new Planning(
                new Planning.Choice(patterns, nodes), planner, pools(shop), shop.scripts(), shop.settings());
    }

    Pools pools(Workshop shop) {
        Path folder = shop.settings().home().conf().resolve("resources");
        return new Pools(folder, shop.clock(), new WaitingDevices(shop.jobs(), shop.clock())::freed);
    }

    PlanRuns plans(Workshop shop) {
        return new PlanRuns(
                shop.inventory(),
                shop.runs(),
                new Vault(new byte[32]),
                shop.settings().scripts().outputLimitBytes());
    }

    Next runOnce() throws IOException {
        return newJob(workshop).run(id);
    }

    /** Runs the job whenever it is due, until it is done; the router is back whenever somebody looks for it. */
    void runToTheEnd() throws IOException {
        for (int i = 0; i < 60; i++) {
            Next next = runOnce();
            if (!(next instanceof Next.Again again)) {
                return;
            }
            workshop.clock().set(again.at());
            if (device().state() == DeviceState.REBOOTING && router.flashes() > 0) {
                router.boot(NEW);
            }
        }
        throw new AssertionError("no end; " + device().state() + " " + device().reason());
    }

    Device device() {
        return workshop.device(id);
    }

    String lastStep() {
        List<DeviceEvent> states = workshop.events(id).stream()
                .filter(event -> event.kind() == EventKind.STATE)
                .toList();
        return states.get(states.size() - 1).message();
    }

    void assertIs(DeviceState state, String reason) {
        assertThat(device().state()).as(lastStep()).isEqualTo(state);
        assertThat(device().reason()).isEqualTo(reason);
    }

    DeviceActions operator() {
        ProvisionQueue queue = new ProvisionQueue(
                workshop.jobs(), workshop.orders(), pools(workshop), workshop.inventory(), (tx, device) -> false);
        return new DeviceActions(workshop.inventory(), workshop.hostKeys(), queue);
    }
}
