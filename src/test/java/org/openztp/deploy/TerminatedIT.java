package org.openztp.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.ContainerProcess;
import org.openztp.testkit.FakeRouter;

/** SIGTERM, as systemd stops a service, while a script runs on a router: a short end, and nothing half done. */
@Timeout(900)
class TerminatedIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path temp;

    /** One container, and the router it is busy with. */
    private record Busy(ContainerProcess container, FakeRouter router) {
        String state() throws IOException {
            return container.api().get("/devices/1").path("state").asText();
        }

        @Override
        public String toString() {
            return container.toString();
        }
    }

    private final CountDownLatch scriptsMayEnd = new CountDownLatch(1);
    private final List<Busy> all = new ArrayList<>();

    @BeforeEach
    void eachContainerHasARouter() throws IOException {
        all.add(busy(ContainerProcess.tomcat("11", folder("tomcat"))));
        all.add(busy(ContainerProcess.wildfly(folder("wildfly"))));
        all.add(busy(ContainerProcess.standalone(folder("standalone"))));
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(temp.resolve(name));
    }

    private Busy busy(ContainerProcess container) {
        FakeRouter router = new FakeRouter("02:1a:b0:00:00:01", "23.05.3");
        router.script(shell -> {
            scriptsMayEnd.await();
            return 0;
        });
        container.set("provision.ssh-port", router.sshd().port()).set("provision.backoff", "1s");
        return new Busy(container, router);
    }

    @AfterEach
    void end() {
        for (Busy one : all) {
            one.container().close();
            one.router().close();
        }
    }

    /** All containers at once, which is harder for each of them. */
    @Test
    void aStopIsShortAndTheNextStartGoesOn() throws IOException {
        startAll();
        for (Busy one : all) {
            one.container().api().register("02:1a:b0:00:00:01");
        }
        for (Busy one : all) {
            await(one + " is at work")
                    .atMost(PATIENCE)
                    .until(() -> one.router().starts() == 1 && one.state().equals("PROVISIONING"));
        }

        all.forEach(one -> one.container().terminate());
        Duration longest = all.stream().map(one -> one.container().awaitEnd()).reduce(Duration.ZERO, Duration::plus);
        System.out.println(
                "SIGTERM with a script under way: all of " + all + " ended within " + longest.toMillis() + " ms");
        assertThat(longest).isLessThan(BOUND);

        scriptsMayEnd.countDown();
        startAll();
        for (Busy one : all) {
            await(one + " is done").atMost(PATIENCE).until(() -> one.state().equals("PROVISIONED"));
            assertThat(one.router().starts())
                    .as("the script ran once, whoever looked on")
                    .isEqualTo(1);
            assertThat(one.router().filesOfTmp()).as("left on the router").isEmpty();
            assertThat(one.container().temp()).as("outside of ZTP_HOME").isEmptyDirectory();
        }
    }

    private void startAll() throws IOException {
        for (Busy one : all) {
            one.container().launch();
        }
        all.forEach(one -> one.container().awaitUp());
    }
}
