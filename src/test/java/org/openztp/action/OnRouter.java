package org.openztp.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.plan.Plan;
import org.openztp.plan.Program;
import org.openztp.plan.ProgramOutput.Result;
import org.openztp.plan.Workbench;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.StandIn;
import org.openztp.testkit.WithLab;

/** Actions on routers of the lab, a new one for each test, and a conf folder with something for each of them. */
abstract class OnRouter extends WithLab {
    static final String KEY_ONE =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOneOneOneOneOneOneOneOneOneOneOneOneOneOne one@lab";
    static final String KEY_TWO =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAITwoTwoTwoTwoTwoTwoTwoTwoTwoTwoTwoTwoTwoTwo two it's";
    private static final byte[] BINARY = new byte[3000];
    private static final byte[] LARGE = new byte[100_000];

    LabRouter router;
    Workbench bench;

    @TempDir
    Path folder;

    static {
        new Random(1).nextBytes(BINARY);
        new Random(2).nextBytes(LARGE);
    }

    @BeforeEach
    void start() throws IOException {
        server.answer(
                request -> new StandIn.Answer(request.path().equals("/ztp/files/large file#1.bin") ? 200 : 404, LARGE));
        router = lab.add();
        router.ip();
        bench = new Workbench(folder);
        bench.environment.put("ZTP_SERVER", server.url());
        Files.write(bench.conf.resolve("files/binary"), BINARY);
        Files.write(bench.conf.resolve("files/large file#1.bin"), LARGE);
        bench.write("files/banner", "it's $HOME\n\\n `reboot`\n");
        bench.write("templates/motd", "name=$name host=${hostname} cost=$$5\n");
        bench.write("scripts/mark.sh", "echo \"marked $1\"\necho \"$1\" >>/etc/marks\n");
        bench.serverKeys.add(KEY_TWO);
    }

    Lab.Output run(Plan plan) {
        router.put("/tmp/plan.sh", Program.render(plan, Workbench.KEY));
        return router.sh("sh /tmp/plan.sh");
    }

    /** Runs it to the end; gives back what was said of the first step. */
    Workbench.Told first(String actions) throws IOException {
        Lab.Output output = run(bench.plan(actions));
        assertThat(output.exit()).as(output.text()).isZero();
        return Workbench.read(output.text()).get(0);
    }

    /** Changes something once, and nothing the second time. */
    void onlyOnce(String actions) throws IOException {
        Workbench.Told once = first(actions);
        assertThat(once.result()).as(once.words()).isEqualTo(Result.CHANGED);
        String before = router.snapshot();

        Workbench.Told again = first(actions);

        assertThat(again.result()).as(again.words()).isEqualTo(Result.UNCHANGED);
        assertThat(router.snapshot()).isEqualTo(before);
    }

    String calls() {
        return router.must("cat /tmp/log/services; : >/tmp/log/services");
    }
}
