package org.openztp.pull;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's own HMAC, out of sha256sum and printf, against the one of Java. */
class AgentHmacTest {
    private static final int ROUNDS = 30;

    @TempDir
    Path folder;

    /** The agent without its last line does nothing; with others, what the test wants. */
    private Path functions() throws IOException {
        String agent = Files.readString(Path.of("conf/device/agent.sh"));
        Path file = folder.resolve("functions.sh");
        Files.writeString(file, agent.replace("\nmain \"$@\" </dev/null\n", "\nhmac \"$1\"\n"));
        return file;
    }

    private static String run(byte[] input, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        }
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said;
    }

    private void isThatOfJava(String... shell) throws Exception {
        Path functions = functions();
        Random random = new Random(20261121);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] key = new byte[1 + random.nextInt(64)];
            byte[] message = new byte[round == 0 ? 0 : random.nextInt(5000)];
            random.nextBytes(key);
            random.nextBytes(message);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            List<String> command = new java.util.ArrayList<>(List.of(shell));
            command.addAll(List.of(functions.toString(), HexFormat.of().formatHex(key)));

            assertThat(run(message, command)).isEqualTo(HexFormat.of().formatHex(mac.doFinal(message)) + "\n");
        }
    }

    @Test
    void itIsThatOfJavaInAnyShell() throws Exception {
        isThatOfJava("sh");
    }

    @Test
    @Tag("lab")
    void itIsThatOfJavaInTheRoutersShell() throws Exception {
        isThatOfJava("busybox", "ash");
    }
}
