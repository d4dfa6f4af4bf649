package org.openztp.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.plan.Plan;
import org.openztp.plan.Program;
import org.openztp.plan.ProgramOutput.Result;
import org.openztp.plan.Workbench;
import org.openztp.testkit.Lab;
import org.openztp.testkit.StandIn;
import org.openztp.testkit.TarGz;

/** Whole configurations on a router of the lab: they arrive, once, and the router stays its server's. */
class RestoreIT extends OnRouter {
    private static final String SERVER_KEY = KEY_TWO;
    private static final String TOKEN = "config server 'server'\\n\\toption token 'mine'\\n";

    private byte[] served = new byte[0];

    @BeforeEach
    void serve() {
        server.answer(request -> request.path().startsWith("/ztp/files/")
                ? new StandIn.Answer(200, served)
                : StandIn.Answer.of(200, "well"));
        router.must("printf \"" + TOKEN + "\" >/etc/config/ztp");
    }

    private Plan plan(byte[] startupConfig) throws IOException {
        Path file = bench.write("../nodes/0200000000aa/startup-config", "");
        Files.write(file, startupConfig);
        bench.clock.advance(Duration.ofSeconds(1));
        return bench.planner().plan(bench.target("none"), (pool, slot) -> pool);
    }

    private String exported() {
        return router.must("for p in system ztp; do uci export $p; echo; done");
    }

    private byte[] read(String file) {
        return HexFormat.of().parseHex(router.must("hexdump -v -e '1/1 \"%02x\"' " + file));
    }

    @Test
    void anExportIsRestoredOnceAndTheTokenStays() throws IOException {
        String config = exported().replace("'OpenWrt'", "'it'\\''s me'").replace("'mine'", "'another'");
        router.must("uci set system.@system[0].timezone=X && uci commit && : >/tmp/log/services");
        Plan plan = plan(config.getBytes(StandardCharsets.UTF_8));

        Lab.Output output = run(plan);

        assertThat(output.exit()).as(output.text()).isZero();
        assertThat(results(output)).isEqualTo("1 CHANGED 0");
        assertThat(router.must("uci get system.@system[0].hostname")).isEqualTo("it's me");
        assertThat(router.sh("uci -q get system.@system[0].timezone").text()).isEmpty();
        assertThat(router.must("uci get ztp.server.token")).isEqualTo("mine");
        assertThat(router.must("cat /tmp/log/services")).isEqualTo("system reload\nlog reload");
        String before = router.snapshot();
        assertThat(results(run(plan))).isEqualTo("1 UNCHANGED 0");
        assertThat(router.snapshot()).isEqualTo(before);
    }

    @Test
    void whatUciDoesNotTakeChangesNothing() throws IOException {
        router.must("mv /sbin/uci /sbin/uci.real && printf '#!/bin/sh\\ncase \"$*\" in *export*new*) exit 1 ;; esac\\n"
                + "exec /sbin/uci.real \"$@\"\\n' >/sbin/uci && chmod 755 /sbin/uci");

        Lab.Output output = run(plan("package system\nconfig system\npackage new\nconfig x\n".getBytes()));

        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.text()).contains("uci does not take the configuration of new");
        assertThat(router.must("uci get system.@system[0].hostname")).isEqualTo("OpenWrt");
    }

    @Test
    void aBackupOfTheRouterItselfIsNoChange() throws IOException {
        router.put("/etc/dropbear/authorized_keys", SERVER_KEY + "\n");
        router.must("sysupgrade -b /tmp/backup.tgz");
        Plan plan = plan(read("/tmp/backup.tgz"));
        String before = router.must("ls -laR /etc");

        Lab.Output output = run(plan);

        assertThat(results(output)).as(output.text()).isEqualTo("1 UNCHANGED 0, 2 UNCHANGED 0");
        assertThat(router.must("ls -laR /etc")).isEqualTo(before);
    }

    @Test
    void aBackupOfAnotherRouterMakesThisOneLikeItButForItsKeysAndItsToken() throws IOException {
        byte[] backup = new TarGz()
                .file("etc/config/system", router.must("cat /etc/config/system").replace("OpenWrt", "old-box") + "\n")
                .file("etc/config/ztp", "config server 'server'\n\toption token 'stolen'\n")
                .file("etc/dropbear/authorized_keys", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOld old")
                .file("etc/dropbear/dropbear_ed25519_host_key", "stolen")
                .entry('0', "etc/shadow", "", "root:$6$x$y:1:0:99999:7:::\n".getBytes(), 0600)
                .entry('0', "etc/deep/er/it's \"$me\".sh", "", "#!/bin/sh\n".getBytes(), 0755)
                .link("etc/localtime", "/tmp/localtime")
                .file("root/elsewhere", "x")
                .file("etc/uci-defaults/10_once", "echo once >>/etc/marks\n")
                .bytes();
        String hostKey = router.must("sha256sum /etc/dropbear/dropbear_ed25519_host_key");
        String boot = router.bootId();
        Plan plan = plan(backup);

        Lab.Output output = run(plan);

        assertThat(output.exit()).as(output.text()).isEqualTo(Program.RESTARTING);
        assertThat(results(output)).isEqualTo("1 CHANGED 0, 2 CHANGED 245");
        assertThat(output.text()).contains("1 files of the backup are left out");
        assertThat(router.sh("[ -e /root/elsewhere ]").exit()).isEqualTo(1);
        router.awaitBootAfter(boot);
        assertThat(results(run(plan))).isEqualTo("1 UNCHANGED 0, 2 UNCHANGED 0");
        assertThat(router.must("uci get system.@system[0].hostname")).isEqualTo("old-box");
        assertThat(router.must("uci get ztp.server.token")).isEqualTo("mine");
        assertThat(router.must("cat /etc/dropbear/authorized_keys"))
                .isEqualTo("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOld old\n" + SERVER_KEY);
        assertThat(router.must("sha256sum /etc/dropbear/dropbear_ed25519_host_key"))
                .isEqualTo(hostKey);
        assertThat(router.must("ls -l /etc/shadow /etc/deep/er /etc/localtime"))
                .contains("-rw-------", "-rwxr-xr-x", "it's \"$me\".sh", "-> /tmp/localtime");
        assertThat(router.must("cat /etc/marks")).isEqualTo("once");
        String before = router.snapshot();
        assertThat(results(run(plan))).isEqualTo("1 UNCHANGED 0, 2 UNCHANGED 0");
        assertThat(router.snapshot()).isEqualTo(before);
    }

    @Test
    void aBackupThatCutsTheRouterOffIsTakenBackWithAllItsFiles() throws IOException {
        String cut =
                "config interface 'lan'\n\toption device 'eth0'\n\toption proto 'static'\n\toption ipaddr '192.0.2.7'\n";
        served = new TarGz()
                .file("etc/config/network", cut)
                .file("etc/shadow", "root:x:1:0:99999:7:::\n")
                .file("etc/new/file", "x")
                .bytes();
        Files.write(bench.conf.resolve("files/backup.tgz"), served);
        String before = router.must("cat /etc/config/network /etc/shadow; ls -l /etc/shadow");

        Lab.Output output = run(bench.plan("- action: restore\n  attributes: {src: backup.tgz, confirm: 6}"));

        assertThat(output.exit()).as(output.text()).isEqualTo(21);
        assertThat(Workbench.read(output.text()).get(0).result()).isEqualTo(Result.ROLLED_BACK);
        assertThat(router.must("cat /etc/config/network /etc/shadow; ls -l /etc/shadow"))
                .isEqualTo(before);
        assertThat(router.sh("[ -e /etc/new/file ] || [ -e /etc/ztp-undo ]").exit())
                .isEqualTo(1);
    }

    @Test
    void aBackupOfMebibytesOfWhichOneBitIsWrongIsNotUnpacked() throws IOException {
        byte[] large = new byte[2 << 20];
        new Random(4).nextBytes(large);
        byte[] program =
                Program.render(plan(new TarGz().file("etc/backup/large", large).bytes()), Workbench.KEY);
        assertThat(program.length).isLessThan(large.length + 64 * 1024);
        program[program.length - large.length / 2] ^= 1;
        router.put("/tmp/plan.sh", program);

        Lab.Output output = router.sh("sh /tmp/plan.sh");

        assertThat(output.exit()).isEqualTo(13);
        assertThat(output.text()).contains("could not be unpacked as a whole", "end 1 13 unchanged");
        assertThat(router.sh("[ -e /etc/backup ]").exit()).isEqualTo(1);
    }

    @Test
    void aLargeBackupIsFetchedAndCheckedBeforeAnythingIsReplaced() throws IOException {
        byte[] large = new byte[200_000];
        new Random(3).nextBytes(large);
        served = new TarGz().file("etc/backup/large", large).bytes();
        Files.write(bench.conf.resolve("files/backup 1.tgz"), served);
        Plan plan = bench.plan("- action: restore\n  attributes: {src: backup 1.tgz, confirm: 6}");

        served[served.length / 2] ^= 1;
        Lab.Output broken = run(plan);
        assertThat(broken.exit()).isEqualTo(13);
        assertThat(broken.text()).contains("does not have the checksum", "end 1 13 unchanged");
        served[served.length / 2] ^= 1;

        assertThat(results(run(plan))).isEqualTo("1 CHANGED 0");
        assertThat(router.must("wc -c </etc/backup/large")).isEqualTo("200000");
        assertThat(results(run(plan))).isEqualTo("1 UNCHANGED 0");
    }
}
