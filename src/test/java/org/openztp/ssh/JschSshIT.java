package org.openztp.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.FakeSshd;
import org.openztp.testkit.MemoryHostKeys;

class JschSshIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static ServerKeys keys;

    private final MemoryHostKeys hostKeys = new MemoryHostKeys();
    private FakeSshd sshd;
    private JschSsh ssh;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws IOException {
        keys = new ServerKeys(folder);
    }

    @BeforeEach
    void start() {
        sshd = new FakeSshd();
        ssh = new JschSsh(keys, hostKeys, Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        ssh.close();
        sshd.close();
    }

    private SshTarget target() {
        return new SshTarget(7, "127.0.0.1", sshd.port(), "root", false, false);
    }

    private record Answer(OptionalInt code, String text) {}

    private Answer ask(String command) throws IOException {
        try (SshSession session = ssh.connect(target())) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            OptionalInt code = session.exec(command, out::write, LONG);
            return new Answer(code, out.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aFactoryDeviceLetsTheServerInByTheEmptyPassword() throws IOException {
        sshd.on("hello", call -> {
            call.print("hi\n");
            return 3;
        });
        assertThat(ask("hello")).isEqualTo(new Answer(OptionalInt.of(3), "hi\n"));
        assertThat(sshd.signIns()).containsOnly("password");
    }

    @Test
    void theRsaKeyComesInASecondConnectionAndFirstForOldReleases() throws IOException {
        sshd.emptyPassword(false);
        sshd.authorize(keys.publicLines().get(1));
        sshd.on("true", call -> 0);
        assertThat(ask("true").code()).hasValue(0);
        assertThat(sshd.signIns()).startsWith("password", "ssh-rsa");

        assertThat(sshd.connections()).hasSize(2);

        ssh.connect(new SshTarget(7, "127.0.0.1", sshd.port(), "root", true, false))
                .close();
        assertThat(sshd.connections()).hasSize(3);
    }

    @Test
    void noWayInIsToldAndPinsNoHostKey() {
        sshd.emptyPassword(false);
        assertThatThrownBy(() -> ssh.connect(target())).isInstanceOf(SignInRefused.class);
        assertThat(hostKeys.accepted(7)).isEmpty();
    }

    @Test
    void theHostKeyOfTheFirstSightIsPinnedAndAnotherOneIsRefusedBeforeAnythingIsSent() throws IOException {
        ssh.connect(target()).close();
        HostKey first = hostKeys.accepted(7).get(0);
        ssh.connect(target()).close();
        assertThat(hostKeys.accepted(7)).containsExactly(first);

        sshd.signIns().clear();
        sshd.newHostKeys("EC");
        assertThatThrownBy(() -> ssh.connect(target())).isInstanceOf(HostKeyChanged.class);
        assertThat(sshd.signIns()).isEmpty();
        assertThat(hostKeys.accepted(7)).containsExactly(first);
        assertThat(hostKeys.offered(7)).isNotNull().isNotEqualTo(first);
    }

    @Test
    void aHostKeyOfAnotherTypeIsAChangedKeyToo() throws IOException {
        ssh.connect(target()).close();
        sshd.newHostKeys("RSA");
        assertThatThrownBy(() -> ssh.connect(target())).isInstanceOf(HostKeyChanged.class);
        assertThat(hostKeys.offered(7).type()).isEqualTo("ssh-rsa");
    }

    @Test
    void thePinnedTypeIsPreferredOnADeviceWithSeveralHostKeys() throws IOException {
        sshd.newHostKeys("RSA", "EC");
        ssh.connect(target()).close();
        assertThat(hostKeys.accepted(7).get(0).type()).isEqualTo("ecdsa-sha2-nistp256");

        sshd.newHostKeys("RSA");
        ssh.connect(new SshTarget(8, "127.0.0.1", sshd.port(), "root", false, false))
                .close();
        HostKey rsa = hostKeys.accepted(8).get(0);
        assertThat(rsa.type()).isEqualTo("ssh-rsa");
        sshd.addHostKey("EC");
        ssh.connect(new SshTarget(8, "127.0.0.1", sshd.port(), "root", false, false))
                .close();
        assertThat(hostKeys.accepted(8)).containsExactly(rsa);
    }

    @Test
    void aDeviceThatSignsBySha1AloneIsLetInOnlyWhereThatIsAllowed() throws IOException {
        sshd.signBySha1();
        sshd.emptyPassword(false);
        sshd.authorize(keys.publicLines().get(1));
        assertThatThrownBy(() -> ssh.connect(target())).isInstanceOf(LegacyHostKey.class);
        assertThat(sshd.signIns()).isEmpty();
        ssh.connect(new SshTarget(7, "127.0.0.1", sshd.port(), "root", true, true))
                .close();
        assertThat(hostKeys.accepted(7)).extracting(HostKey::type).containsExactly("ssh-rsa");
    }

    @Test
    void aRefusedConnectionIsAnIoExceptionAtOnce() {
        sshd.down();
        assertThatThrownBy(() -> ssh.connect(target()))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SignInRefused.class);
    }

    @Test
    void aPeerThatAcceptsAndSaysNothingCostsNoMoreThanTheTimeout() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                JschSsh hasty = new JschSsh(keys, hostKeys, Duration.ofMillis(300))) {
            SshTarget target = new SshTarget(7, "127.0.0.1", mute.getLocalPort(), "root", false, false);
            long begun = System.nanoTime();
            assertThatThrownBy(() -> hasty.connect(target)).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void aCommandThatOverstaysItsTimeoutIsCutAndTheSessionIsClosed() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        sshd.on("hang", call -> {
            never.await();
            return 0;
        });
        try (SshSession session = ssh.connect(target())) {
            assertThatThrownBy(() -> session.exec("hang", (b, o, l) -> {}, Duration.ofMillis(300)))
                    .isInstanceOf(SshTimeout.class);
            assertThatThrownBy(() -> session.exec("hang", (b, o, l) -> {}, LONG))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLostConnectionIsAnEmptyAnswer() throws IOException {
        sshd.on("reboot", call -> {
            call.print("going down");
            sshd.cut();
            return 0;
        });
        assertThat(ask("reboot")).isEqualTo(new Answer(OptionalInt.empty(), "going down"));
    }

    @Test
    void aShellKilledWithoutAnExitCodeIsAnEmptyAnswer() throws IOException {
        sshd.on("killed", call -> -1);
        assertThat(ask("killed").code()).isEmpty();
    }

    @Test
    void whileNothingComesTheSinkIsToldSo() throws IOException {
        CountDownLatch idle = new CountDownLatch(2);
        sshd.on("slow", call -> idle.await(10, TimeUnit.SECONDS) ? 0 : 1);
        SshSession.Sink sink = new SshSession.Sink() {
            @Override
            public void take(byte[] bytes, int offset, int length) {}

            @Override
            public void idle() {
                idle.countDown();
            }
        };
        try (SshSession session = ssh.connect(target())) {
            assertThat(session.exec("slow", sink, LONG)).hasValue(0);
        }
    }

    @Test
    void aSinkThatRefusesEndsTheCallWithItsOwnException() throws IOException {
        sshd.on("much", call -> {
            byte[] block = new byte[32 * 1024];
            for (int i = 0; i < 100; i++) {
                call.out().write(block);
            }
            return 0;
        });
        try (SshSession session = ssh.connect(target())) {
            assertThatThrownBy(() -> session.exec(
                            "much",
                            (b, o, l) -> {
                                throw new IOException("no room");
                            },
                            LONG))
                    .hasMessage("no room");
        }
    }

    @Test
    void fiftyMegabytesPassThroughASlowTakerWithBoundedMemory() throws IOException {
        int megabytes = 50;
        AtomicInteger ahead = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        sshd.on("flood", call -> {
            byte[] block = new byte[64 * 1024];
            for (int i = 0; i < megabytes * 16; i++) {
                call.out().write(block);
                most.accumulateAndGet(ahead.addAndGet(block.length), Math::max);
            }
            return 0;
        });
        long[] total = new long[1];
        try (SshSession session = ssh.connect(target())) {
            session.exec(
                    "flood",
                    (b, o, l) -> {
                        total[0] += l;
                        ahead.addAndGet(-l);
                    },
                    LONG);
        }
        assertThat(total[0]).isEqualTo(megabytes * 1024L * 1024);
        assertThat(most.get()).as("bytes under way at once").isLessThan(8 * 1024 * 1024);
    }

    @Test
    void anUploadAppearsWholeUnderItsName() throws IOException {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        AtomicReference<byte[]> part = new AtomicReference<>();
        AtomicReference<String> moved = new AtomicReference<>();
        sshd.on("cat > '(.*)\\.part'", call -> {
            part.set(call.in().readAllBytes());
            return 0;
        });
        sshd.on("wc -c .* -eq (\\d+) .* mv '(.*)\\.part' '(.*)'", call -> {
            moved.set(call.match().group(3));
            return part.get().length == Integer.parseInt(call.match().group(1)) ? 0 : 1;
        });
        try (SshSession session = ssh.connect(target())) {
            session.put(new ByteArrayInputStream(content), "/tmp/it's", LONG);
        }
        assertThat(part.get()).isEqualTo(content);
        assertThat(moved.get()).isEqualTo("/tmp/it'\\''s");
    }

    @Test
    void aFullDeviceIsQuotedWhenAnUploadFails() throws IOException {
        sshd.on("cat > ", call -> {
            call.in().readNBytes(10_000);
            call.print("cat: write error: No space left on device\n");
            return 1;
        });
        try (SshSession session = ssh.connect(target())) {
            assertThatThrownBy(() -> session.put(new ByteArrayInputStream(new byte[5_000_000]), "/tmp/big", LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
        }
    }

    @Test
    void aLinkCutInTheMiddleOfAnUploadIsAnErrorAndNothingIsMoved() throws IOException {
        AtomicInteger moves = new AtomicInteger();
        sshd.on("mv ", call -> moves.incrementAndGet());
        sshd.on("cat > ", call -> {
            call.in().readNBytes(10_000);
            sshd.cut();
            return 0;
        });
        try (SshSession session = ssh.connect(target());
                InputStream endless = new ByteArrayInputStream(new byte[5_000_000])) {
            assertThatThrownBy(() -> session.put(endless, "/tmp/x", LONG)).isInstanceOf(IOException.class);
        }
        assertThat(moves).hasValue(0);
    }

    @Test
    void aHungDeviceCannotHoldAnUploadBeyondItsTimeout() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        sshd.on("cat > ", call -> {
            never.await();
            return 0;
        });
        try (SshSession session = ssh.connect(target())) {
            assertThatThrownBy(() -> session.put(
                            new ByteArrayInputStream(new byte[50_000_000]), "/tmp/x", Duration.ofMillis(500)))
                    .isInstanceOf(SshTimeout.class);
        }
    }
}
