package org.openztp.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Lab;

/** The agent's parts in a router's shell, where its server talks https: nc is of no use there. */
@Tag("lab")
class AgentOverHttpsIT {
    private static final String STAND_INS = """
            ZTP_SERVER=https://server/ztp
            posts=
            status=
            id=7
            key=00
            logger() { shift 2 && echo "log: $*"; }
            sysupgrade() { echo secrets | gzip >"$2"; }
            """;

    @TempDir
    Path folder;

    private String run(String wget, String calls) throws IOException {
        String agent = Files.readString(Path.of("conf/device/agent.sh"))
                .replace("#@post\n", Files.readString(Path.of("conf/device/post.sh")))
                .replace("\nmain \"$@\" </dev/null\n", "\n" + STAND_INS + "tmp=" + folder + "\n" + wget + calls);
        Path file = Files.writeString(folder.resolve("functions.sh"), agent);
        Lab.Output output = Lab.run(null, List.of("busybox", "ash", file.toString()));
        assertThat(output.exit()).as(output.text()).isZero();
        return output.text();
    }

    @Test
    void aConfigurationIsNotBroughtWhereOnlyACommandLineWouldBringIt() throws IOException {
        String said = run("""
                wget() { echo "Usage: wget [options] <URL>" >&2; }
                post() { cat "$2"; }
                """, "bring_backup 0123\n");

        assertThat(said)
                .startsWith("log: no backup: this wget would show the configuration on its command line\n")
                .endsWith("&content=");
    }

    @Test
    void aNewerWgetReadsTheFormFromItsFile() throws IOException {
        String said = run("""
                wget() {
                  if [ "$1" = --help ]; then echo " --post-file=FILE" >&2; else echo "$*" >"$tmp/words"; : >"$4"; fi
                }
                """, "bring_backup 0123\ncat \"$tmp/words\" \"$tmp/form\"\n");

        assertThat(said)
                .startsWith("-T 30 -O " + folder + "/taken --post-file=" + folder
                        + "/form https://server/ztp/nodes/7/backup\n")
                .containsPattern("&content=1f8b[0-9a-f]{40,}$");
    }
}
