package org.openztp.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Dropbear;
import org.openztp.testkit.MemoryHostKeys;

@Tag("lab")
class DropbearIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static ServerKeys keys;

    @TempDir
    Path folder;

    private final MemoryHostKeys hostKeys = new MemoryHostKeys();

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws IOException {
        keys = new ServerKeys(folder);
    }

    private static SshTarget target(Dropbear device) {
        return new SshTarget(7, "127.0.0.1", device.port(), "root", false, false);
    }

    private JschSsh ssh() {
        return new JschSsh(keys, hostKeys, Duration.ofSeconds(5));
    }

    @Test
    void theEd25519KeyOpensADeviceInOneConnection() throws Exception {
        try (Dropbear device = new Dropbear(folder, "ed25519");
                JschSsh ssh = ssh()) {
            device.authorize(keys.publicLines().get(0));
            try (SshSession session = ssh.connect(target(device))) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                OptionalInt code = session.exec("echo out; echo err >&2; cat; exit 5", out::write, LONG);
                assertThat(code).hasValue(5);
                assertThat(out.toString(StandardCharsets.UTF_8)).contains("out\n", "err\n");
            }
            assertThat(device.log()).contains("Pubkey auth succeeded").containsOnlyOnce("Bad password attempt");
            assertThat(hostKeys.accepted(7))
                    .singleElement()
                    .extracting(HostKey::type)
                    .isEqualTo("ssh-ed25519");
        }
    }

    @Test
    void theRsaKeyOpensADeviceInASecondConnection() throws Exception {
        try (Dropbear device = new Dropbear(folder, "rsa");
                JschSsh ssh = ssh()) {
            device.authorize(keys.publicLines().get(1));
            try (SshSession session = ssh.connect(target(device))) {
                assertThat(session.exec("true", (b, o, l) -> {}, LONG)).hasValue(0);
            }
            assertThat(hostKeys.accepted(7))
                    .singleElement()
                    .extracting(HostKey::type)
                    .isEqualTo("ssh-rsa");
        }
    }

    @Test
    void aDeviceThatLetsNobodyInRefusesTheSignIn() throws Exception {
        try (Dropbear device = new Dropbear(folder, "ed25519");
                JschSsh ssh = ssh()) {
            assertThatThrownBy(() -> ssh.connect(target(device))).isInstanceOf(SignInRefused.class);
        }
    }

    @Test
    void eightMegabytesAreUploadedInSecondsAndArriveWhole() throws Exception {
        byte[] content = new byte[8 * 1024 * 1024];
        new Random(1).nextBytes(content);
        try (Dropbear device = new Dropbear(folder, "ed25519");
                JschSsh ssh = ssh()) {
            device.authorize(keys.publicLines().get(0));
            try (SshSession session = ssh.connect(target(device))) {
                long begun = System.nanoTime();
                session.put(new ByteArrayInputStream(content), "/root/it's big", LONG);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
            }
            assertThat(Files.readAllBytes(device.home().resolve("it's big"))).isEqualTo(content);
            assertThat(device.home().resolve("it's big.part")).doesNotExist();
        }
    }

    @Test
    void aMissingFolderFailsTheUploadInTheDevicesWords() throws Exception {
        try (Dropbear device = new Dropbear(folder, "ed25519");
                JschSsh ssh = ssh()) {
            device.authorize(keys.publicLines().get(0));
            try (SshSession session = ssh.connect(target(device))) {
                assertThatThrownBy(
                                () -> session.put(new ByteArrayInputStream(new byte[100_000]), "/root/no/file", LONG))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("/root/no/file");
            }
        }
    }

    @Test
    void aFrozenDeviceIsNoticedByItsMissingSignsOfLife() throws Exception {
        try (Dropbear device = new Dropbear(folder, "ed25519");
                JschSsh ssh = new JschSsh(keys, hostKeys, Duration.ofSeconds(1))) {
            device.authorize(keys.publicLines().get(0));
            try (SshSession session = ssh.connect(target(device))) {
                device.freeze();
                long begun = System.nanoTime();
                assertThat(session.exec("echo", (b, o, l) -> {}, LONG)).isEmpty();
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            }
        }
    }
}
