package org.openztp.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Keys and passwords, as actions on a router. */
class AccountActionsIT extends OnRouter {
    @Test
    void keysAreAddedOnceOrReplaceAllButTheServersOwn() throws IOException {
        router.must("printf 'ssh-rsa OLD old' >/etc/dropbear/authorized_keys");
        String keys = "- action: authorized_keys\n  attributes: {exclusive: %s, keys: ['" + KEY_ONE + "', '" + KEY_ONE
                + " again']}";

        onlyOnce(keys.formatted("false"));
        assertThat(router.must("cat /etc/dropbear/authorized_keys")).isEqualTo("ssh-rsa OLD old\n" + KEY_ONE);
        onlyOnce(keys.formatted("true"));
        assertThat(router.must("cat /etc/dropbear/authorized_keys")).isEqualTo(KEY_TWO + "\n" + KEY_ONE);
        assertThat(router.must("ls -l /etc/dropbear/authorized_keys")).startsWith("-rw-------");
    }

    @Test
    void aPasswordIsSetByItsHash() throws IOException {
        String hash = "$6$salt/.salt$abcdefghijklmnop/.";

        onlyOnce("- action: password\n  attributes: {hash: '" + hash + "'}");

        assertThat(router.must("cat /etc/shadow"))
                .isEqualTo("root:" + hash + "::0:99999:7:::\nnobody:*:0:0:99999:7:::");
        assertThat(router.must("ls -l /etc/shadow")).startsWith("-rw-------");
        assertThat(run(bench.plan("- action: password\n  attributes: {user: ghost, hash: '" + hash + "'}"))
                        .text())
                .contains("there is no user ghost");
    }
}
