package org.openztp.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.history.EventKind;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;

class ReachIT {
    private static final String MAC = "02:1a:b0:00:00:01";

    @TempDir
    Path home;

    private final TestDb test = TestDb.h2();
    private FakeRouter router;
    private Workshop workshop;
    private long id;

    @BeforeEach
    void start() throws IOException {
        router = new FakeRouter(MAC, "18.06.2");
        workshop = new Workshop(home, router.sshd().port(), test.db());
        id = workshop.register(MAC);
    }

    @AfterEach
    void stop() {
        router.close();
        workshop.close();
        test.close();
    }

    private Reached reach() throws Exception {
        return workshop.reach().to(workshop.device(id));
    }

    private String refusal() {
        return catchThrowableOfType(Unreachable.class, this::reach).reason();
    }

    @Test
    void theDeviceOnRecordIsReachedInTheBootItRuns() throws Exception {
        try (Reached reached = reach()) {
            assertThat(reached.bootId()).isEqualTo(router.bootId());
        }
        assertThat(workshop.hostKeys().accepted(id)).hasSize(1);
    }

    @Test
    void anOldDeviceOfUnknownReleaseIsReachedByItsOnlyKeyAndThatIsNoted() throws Exception {
        router.sshd().signBySha1();
        reach().close();
        assertThat(workshop.device(id).legacySsh()).isTrue();
        assertThat(workshop.events(id))
                .anyMatch(event ->
                        event.kind() == EventKind.HOST_KEY && event.message().contains("SHA-1"));
    }

    @Test
    void aDeviceThatShowedABetterKeyBeforeIsNotReachedByAnOldOne() throws Exception {
        reach().close();
        router.sshd().signBySha1();
        assertThat(refusal()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(workshop.device(id).legacySsh()).isFalse();
    }

    @Test
    void whoeverLetsNobodyInIsToldFromWhoeverDoesNotAnswer() {
        router.sshd().emptyPassword(false);
        assertThat(refusal()).isEqualTo(Reason.SSH_AUTH);
        router.sshd().down();
        assertThat(refusal()).isEqualTo(Reason.SSH_UNREACHABLE);
    }

    @Test
    void whatTellsNoBootIdIsNoOpenWrt() {
        router.sshd().on("^cat /proc/sys/kernel/random/boot_id", call -> {
            call.print("cat: not found\n");
            return 127;
        });
        assertThat(refusal()).isEqualTo(Reason.NOT_OPENWRT);
        assertThat(workshop.hostKeys().accepted(id)).isEmpty();
    }

    @Test
    void anAnswerWithoutEndIsNoOpenWrt() {
        router.sshd().on("^cat /proc/sys/kernel/random/boot_id", call -> {
            byte[] block = new byte[64 * 1024];
            for (int i = 0; i < 200; i++) {
                call.out().write(block);
            }
            return 0;
        });
        assertThat(refusal()).isEqualTo(Reason.NOT_OPENWRT);
    }
}
