package org.openztp.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openztp.registration.Enrolling.ELSEWHERE;
import static org.openztp.registration.Enrolling.HOME;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openztp.config.Settings.Policy;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.http.Problem;
import org.openztp.ssh.HostKey;
import org.openztp.testkit.TestDb;

/** Enrolment on a real database, on whichever the subclass opens. */
abstract class EnrolmentContract {
    private Enrolling enrolling;

    abstract TestDb open();

    @BeforeEach
    void start() {
        enrolling = new Enrolling(open());
    }

    @AfterEach
    void close() {
        enrolling.close();
    }

    @Test
    void aFirstContactIsOneRowOneEventAndOneJob() {
        Enrolled enrolled = enrolling.post(Policy.OPEN, HOME, null);
        assertThat(enrolled.isNew()).isTrue();
        assertThat(enrolled.state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(enrolled.token()).startsWith("ztp_");
        assertThat(enrolling.events()).containsExactly("REGISTERED first contact from " + HOME + ", REGISTERED");
        assertThat(enrolling.provisioner.enqueued()).containsExactly(enrolled.id());
    }

    @Test
    void fiftyFirstPostsAtOnceAreOneDevice() throws Exception {
        ExecutorService posts = Executors.newFixedThreadPool(50);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Enrolled>> answers = IntStream.range(0, 50)
                    .mapToObj(i -> posts.submit(() -> {
                        start.await();
                        return enrolling.post(Policy.OPEN, HOME, null);
                    }))
                    .toList();
            start.countDown();
            int firsts = 0;
            for (Future<Enrolled> answer : answers) {
                assertThat(answer.get().id()).isEqualTo(answers.get(0).get().id());
                firsts += answer.get().isNew() ? 1 : 0;
            }
            assertThat(firsts).isEqualTo(1);
            assertThat(enrolling.events()).containsExactly("REGISTERED first contact from " + HOME + ", REGISTERED");
            assertThat(enrolling.provisioner.enqueued())
                    .containsOnly(answers.get(0).get().id());
        } finally {
            posts.shutdownNow();
        }
    }

    @Test
    void aProvisionedDeviceThatShowsUpUnchangedChangesNothingButLastSeen() {
        String token = enrolling.post(Policy.OPEN, HOME, null).token();
        enrolling.post(Policy.OPEN, HOME, token);
        provision();
        int events = enrolling.events().size();
        int jobs = enrolling.provisioner.enqueued().size();
        enrolling.clock.advance(Duration.ofHours(1));
        Enrolled enrolled = enrolling.post(Policy.OPEN, HOME, token);
        assertThat(enrolled.state()).isEqualTo(DeviceState.PROVISIONED);
        assertThat(enrolled.token()).isNull();
        assertThat(enrolling.events()).hasSize(events);
        assertThat(enrolling.provisioner.enqueued()).hasSize(jobs);
        assertThat(enrolling.device().lastSeen()).isEqualTo(enrolling.clock.instant());
    }

    @Test
    void aProvisionedDeviceWhosePlanHasChangedIsQueuedWhenItShowsUp() {
        String token = enrolling.post(Policy.OPEN, HOME, null).token();
        enrolling.post(Policy.OPEN, HOME, token);
        provision();
        enrolling.provisioner.enqueued().clear();
        enrolling.provisioner.outdate();

        Enrolled enrolled = enrolling.post(Policy.OPEN, HOME, token);

        assertThat(enrolled.state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(enrolling.provisioner.enqueued()).containsExactly(enrolled.id());
        assertThat(enrolling.events()).last().asString().contains("its plan has changed");
    }

    @Test
    void aWaitingDeviceThatCallsIsNotLeftWaiting() {
        String token = enrolling.post(Policy.OPEN, HOME, null).token();
        enrolling.inventory.db().run(tx -> {
            Device device =
                    enrolling.inventory.devices().lock(tx, enrolling.mac()).orElseThrow();
            device.startProvisioning(enrolling.inventory.now());
            device.retryAt(
                    enrolling.inventory.now().plusSeconds(600),
                    "ssh_unreachable",
                    "refused",
                    enrolling.inventory.now());
        });
        enrolling.provisioner.enqueued().clear();
        enrolling.post(Policy.OPEN, ELSEWHERE, token);
        assertThat(enrolling.provisioner.enqueued())
                .containsExactly(enrolling.device().id());
        assertThat(enrolling.device().address()).isEqualTo(ELSEWHERE);
    }

    @Test
    void aTokenIsGivenAgainOnlyUntilTheDeviceHasShownIt() {
        String lost = enrolling.post(Policy.OPEN, HOME, null).token();
        String kept = enrolling.post(Policy.OPEN, HOME, null).token();
        assertThat(kept).isNotNull().isNotEqualTo(lost);
        assertThat(enrolling.post(Policy.OPEN, HOME, kept).token()).isNull();
        assertThat(enrolling.post(Policy.OPEN, ELSEWHERE, lost).state()).isEqualTo(DeviceState.PENDING);
        assertThat(enrolling.device().address()).isEqualTo(HOME);
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void nobodyTakesOverAProvenDeviceByItsMac(Policy policy) {
        String token = enrolling.post(Policy.OPEN, HOME, null).token();
        enrolling.post(Policy.OPEN, HOME, token);
        enrolling.hostKeys.pin(enrolling.device().id(), new HostKey("ssh-ed25519", "b3Vycw=="));
        enrolling.provisioner.enqueued().clear();
        try {
            enrolling.post(policy, ELSEWHERE, "ztp_guess", "guess", Map.of("hostname", "evil", "release", "1.1"));
        } catch (Problem refusal) {
            assertThat(refusal.status()).isEqualTo(403);
        }
        Device device = enrolling.device();
        assertThat(device.address()).isEqualTo(HOME);
        assertThat(device.hostname()).isEqualTo("OpenWrt");
        assertThat(enrolling.hostKeys.accepted(device.id())).hasSize(1);
        assertThat(enrolling.provisioner.enqueued()).isEmpty();
        assertThat(enrolling.post(policy, HOME, token).state()).isEqualTo(DeviceState.REGISTERED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Policy.class,
            names = {"SECRET", "CLOSED"})
    void aRefusedStrangerLeavesNothingBehind(Policy policy) {
        assertThatThrownBy(() -> enrolling.post(policy, HOME, null)).isInstanceOf(Problem.class);
        assertThat(enrolling.isEmpty()).isTrue();
        assertThat(enrolling.provisioner.enqueued()).isEmpty();
    }

    @Test
    void aDeviceThatWaitsForApprovalIsProvisionedOnceApproved() {
        Enrolled enrolled = enrolling.post(Policy.APPROVE, HOME, null);
        assertThat(enrolled.state()).isEqualTo(DeviceState.PENDING);
        assertThat(enrolling.provisioner.enqueued()).isEmpty();
        enrolling.actions.approve(enrolled.id(), null, "olga", Device::state);
        assertThat(enrolling.provisioner.enqueued()).containsExactly(enrolled.id());
        assertThat(enrolling.post(Policy.APPROVE, HOME, enrolled.token()).state())
                .isEqualTo(DeviceState.REGISTERED);
    }

    @Test
    void aWipedDeviceComesBackByAFreshApproval() {
        String old = enrolling.post(Policy.OPEN, HOME, null).token();
        enrolling.post(Policy.OPEN, HOME, old);
        provision();
        enrolling.hostKeys.pin(enrolling.device().id(), new HostKey("ssh-ed25519", "b2xk"));
        String fresh = enrolling.post(Policy.APPROVE, ELSEWHERE, null).token();
        assertThat(enrolling.post(Policy.APPROVE, ELSEWHERE, fresh).token()).isNull();
        enrolling.actions.approve(enrolling.device().id(), ELSEWHERE, "olga", Device::state);
        Device device = enrolling.device();
        assertThat(device.state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(device.address()).isEqualTo(ELSEWHERE);
        assertThat(enrolling.hostKeys.accepted(device.id())).isEmpty();
        assertThat(enrolling.post(Policy.APPROVE, ELSEWHERE, fresh).state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(enrolling.post(Policy.APPROVE, HOME, old).state()).isEqualTo(DeviceState.PENDING);
    }

    @Test
    void aWipedDeviceComesBackByTheSecret() {
        String secret = enrolling.secrets.create();
        Map<String, String> facts = Map.of("hostname", "OpenWrt");
        String old = enrolling.post(Policy.SECRET, HOME, null, secret, facts).token();
        enrolling.post(Policy.SECRET, HOME, old);
        provision();
        enrolling.hostKeys.pin(enrolling.device().id(), new HostKey("ssh-ed25519", "b2xk"));
        enrolling.provisioner.enqueued().clear();
        Enrolled again = enrolling.post(Policy.SECRET, ELSEWHERE, null, secret, facts);
        assertThat(again.state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(again.token()).isNotNull().isNotEqualTo(old);
        assertThat(enrolling.hostKeys.accepted(again.id())).isEmpty();
        assertThat(enrolling.provisioner.enqueued()).containsExactly(again.id());
    }

    @Test
    void whenTwoWaitInOneNameTheOperatorNamesTheOneThatIsMeant() {
        long id = enrolling.post(Policy.APPROVE, HOME, null).id();
        enrolling.post(Policy.APPROVE, ELSEWHERE, null);
        assertThatThrownBy(() -> enrolling.actions.approve(id, null, "olga", Device::state))
                .hasMessageContaining(HOME)
                .hasMessageContaining(ELSEWHERE);
        assertThatThrownBy(() -> enrolling.actions.approve(id, "10.9.9.9", "olga", Device::state))
                .isInstanceOf(Problem.class);
        enrolling.actions.approve(id, HOME, "olga", Device::state);
        assertThat(enrolling.device().address()).isEqualTo(HOME);
        assertThat(enrolling.device().claim()).isEmpty();
    }

    @Test
    void aClaimThatIsRepeatedIsToldOnce() {
        String token = enrolling.post(Policy.OPEN, HOME, null).token();
        enrolling.post(Policy.OPEN, HOME, token);
        for (int i = 0; i < 5; i++) {
            enrolling.post(Policy.APPROVE, ELSEWHERE, null);
        }
        assertThat(enrolling.events().stream().filter(event -> event.startsWith("ENROLMENT")))
                .hasSize(1);
        enrolling.post(Policy.APPROVE, HOME, token);
        assertThat(enrolling.device().claim()).isEmpty();
    }

    @Test
    void theOldHookThatKnowsNoTokensMayRepeatItselfUnderEveryPolicyThatLetItIn() {
        Map<String, String> facts = Map.of("hostname", "OpenWrt", "release", "18.06.1");
        long id = enrolling.plainPost(Policy.APPROVE, HOME, facts).id();
        enrolling.actions.approve(id, null, "olga", Device::state);
        assertThat(enrolling.plainPost(Policy.APPROVE, HOME, facts).state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(enrolling.device().claim()).isEmpty();
        assertThat(enrolling.plainPost(Policy.OPEN, HOME, facts).token()).isNull();
    }

    @Test
    void anAnnouncementSpeaksForTheDevice() {
        assertThatThrownBy(() -> enrolling.announce(Policy.CLOSED, HOME)).isInstanceOf(Problem.class);
        Enrolled enrolled = enrolling.announce(Policy.SECRET, HOME);
        assertThat(enrolled.state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(enrolled.token()).isNull();
        enrolling.announce(Policy.CLOSED, ELSEWHERE);
        assertThat(enrolling.device().address()).isEqualTo(ELSEWHERE);
        enrolling.nextDevice();
        assertThat(enrolling.announce(Policy.APPROVE, HOME).state()).isEqualTo(DeviceState.PENDING);
    }

    @Test
    void factsThatPileUpStartOverWithWhatTheDeviceSaysNow() {
        String token = enrolling.post(Policy.OPEN, HOME, null).token();
        for (int round = 0; round < 4; round++) {
            Map<String, String> facts = new java.util.HashMap<>();
            for (int i = 0; i < 30; i++) {
                facts.put("fact_" + round + "_" + i, "x");
            }
            enrolling.post(Policy.OPEN, HOME, token, null, facts);
        }
        assertThat(enrolling.device().facts()).hasSizeLessThanOrEqualTo(64).containsKey("fact_3_29");
    }

    private void provision() {
        enrolling.inventory.db().run(tx -> {
            Device device =
                    enrolling.inventory.devices().lock(tx, enrolling.mac()).orElseThrow();
            device.startProvisioning(enrolling.inventory.now());
            device.provisioned(enrolling.inventory.now());
        });
    }
}
