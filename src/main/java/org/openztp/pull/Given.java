package org.openztp.pull;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import org.openztp.auth.WorkKey;
import org.openztp.script.ScriptRun;

/**
 * What a device is given to run: a line with the HMAC of its nonce and all that follows, a line that names the run (its
 * number, its key, the boot it belongs to, the file's name, the length of the start), the start, and the file. The start is
 * a line of shell, whatever its length, that runs the file named by {@code $1}.
 */
record Given(ScriptRun run, String start, byte[] program) {
    byte[] text(WorkKey key, String nonce) {
        byte[] starting = start.getBytes(UTF_8);
        ByteArrayOutputStream rest = new ByteArrayOutputStream(program.length + starting.length + 200);
        String names = "# ztp-run: " + run.id() + " " + run.key() + " " + run.bootId() + " " + run.script() + " "
                + starting.length + "\n";
        rest.writeBytes(names.getBytes(UTF_8));
        rest.writeBytes(starting);
        rest.writeBytes(program);
        ByteArrayOutputStream all = new ByteArrayOutputStream(rest.size() + 100);
        String proof = key.proofOf(nonce.getBytes(UTF_8), rest.toByteArray());
        all.writeBytes(("# ztp-hmac: " + proof + "\n").getBytes(UTF_8));
        all.writeBytes(rest.toByteArray());
        return all.toByteArray();
    }
}
