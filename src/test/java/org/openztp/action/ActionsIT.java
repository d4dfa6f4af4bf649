package org.openztp.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openztp.http.Json;
import org.openztp.openwrt.Sha256;
import org.openztp.plan.Plan;
import org.openztp.plan.Program;
import org.openztp.plan.ProgramOutput.Result;
import org.openztp.plan.Workbench;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabImage;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.StandIn;

/** Each action on a router of the lab, twice: the second time it finds nothing to do. */
@Tag("lab")
class ActionsIT {
    private static final String KEY_ONE =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOneOneOneOneOneOneOneOneOneOneOneOneOneOne one@lab";
    private static final String KEY_TWO =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAITwoTwoTwoTwoTwoTwoTwoTwoTwoTwoTwoTwoTwoTwo two it's";
    private static final byte[] BINARY = new byte[3000];
    private static final byte[] LARGE = new byte[100_000];

    private static Lab lab;
    private StandIn server;
    private LabRouter router;
    private Workbench bench;

    @TempDir
    Path folder;

    static {
        new Random(1).nextBytes(BINARY);
        new Random(2).nextBytes(LARGE);
    }

    @BeforeAll
    static void startLab() throws IOException {
        lab = Lab.start();
    }

    @AfterAll
    static void endLab() throws IOException {
        lab.close();
    }

    @BeforeEach
    void start() throws IOException {
        server = new StandIn(
                lab.serverAddress(),
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

    @AfterEach
    void end() {
        server.close();
    }

    private Lab.Output run(Plan plan) {
        router.put("/tmp/plan.sh", Program.render(plan, Workbench.KEY));
        return router.sh("sh /tmp/plan.sh");
    }

    /** Runs it to the end; gives back what was said of the first step. */
    private Workbench.Told first(String actions) throws IOException {
        Lab.Output output = run(bench.plan(actions));
        assertThat(output.exit()).as(output.text()).isZero();
        return Workbench.read(output.text()).get(0);
    }

    /** Changes something once, and nothing the second time. */
    private void onlyOnce(String actions) throws IOException {
        Workbench.Told once = first(actions);
        assertThat(once.result()).as(once.words()).isEqualTo(Result.CHANGED);
        String before = router.snapshot();

        Workbench.Told again = first(actions);

        assertThat(again.result()).as(again.words()).isEqualTo(Result.UNCHANGED);
        assertThat(router.snapshot()).isEqualTo(before);
    }

    private String calls() {
        return router.must("cat /tmp/log/services; : >/tmp/log/services");
    }

    @Test
    void theHostnameIsSetAndTheSystemReloaded() throws IOException {
        calls();

        onlyOnce("- action: set_hostname\n  attributes: {hostname: ap-17}");

        assertThat(router.hostname()).isEqualTo("ap-17");
        assertThat(calls()).isEqualTo("system reload");
    }

    @Test
    void settingsAreMadeListsAreExactAndWhatIsDeletedStaysAway() throws IOException {
        router.must(
                "printf \"\\nconfig rule 'old'\\n\\toption a '1'\\n\" >/etc/config/custom && touch /etc/config/empty");

        onlyOnce("""
                - action: uci
                  attributes:
                    delete: [custom.old, custom.never]
                    set:
                      custom.main: thing
                      custom.main.text: "it's $$HOME `reboot` \\"x\\""
                      custom.main.flag: true
                      custom.main.release: 22.10
                      custom.main.list: [a, b c, "it's"]
                      custom.main.gone: ""
                      new.first: kind
                    batch: |
                      # as uci has it
                      uci set custom.other=thing
                      set custom.other.text='two words'
                      add_list custom.main.list="d e"
                      add_list custom.main.list='b c'
                      del_list custom.main.list=a
                      commit custom
                """);

        assertThat(router.must("uci show custom")).isEqualTo("""
                custom.main=thing
                custom.main.text='it'\\''s $HOME `reboot` "x"'
                custom.main.flag='1'
                custom.main.release='22.10'
                custom.main.list='b c' 'it'\\''s' 'd e'
                custom.other=thing
                custom.other.text='two words'""");
        assertThat(router.must("uci get new.first")).isEqualTo("kind");
    }

    @Test
    void whatSomebodyElseHasStagedIsNotCommitted() throws IOException {
        router.must("uci set system.@system[0].timezone=staged");

        onlyOnce("- action: uci\n  attributes: {set: {'system.@system[0].zonename': Europe/Berlin}}");

        assertThat(router.must("cat /etc/config/system"))
                .contains("Europe/Berlin")
                .doesNotContain("staged");
    }

    @Test
    void aWrongSettingFailsTheStepAndChangesNothing() throws IOException {
        String before = router.must("cat /etc/config/system");

        Lab.Output output = run(bench.plan("""
                - action: uci
                  attributes: {set: {'system.@system[0].hostname': x, system.nowhere.secret: word}}
                - action: set_hostname
                  attributes: {hostname: never}
                """));

        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.text())
                .contains("uci set system.nowhere.secret is refused")
                .doesNotContain("word");
        assertThat(Workbench.read(output.text())).hasSize(1);
        assertThat(router.must("cat /etc/config/system")).isEqualTo(before);
    }

    @Test
    void theLogGoesElsewhere() throws IOException {
        calls();

        onlyOnce("- action: remote_log\n  attributes: {address: 10.0.0.1, protocol: tcp}");

        assertThat(router.must("uci get system.@system[0].log_port")).isEqualTo("514");
        assertThat(calls()).isEqualTo("log reload");
    }

    @Test
    void packagesComeAndGoByOpkg() throws IOException {
        router.must("opkg install ppp && rm /tmp/log/opkg");

        onlyOnce("- action: packages\n  attributes: {install: [tcpdump, lldpd], remove: [ppp, never-there]}");

        assertThat(router.must("cat /tmp/log/opkg")).isEqualTo("remove ppp\nupdate \ninstall tcpdump lldpd");
        assertThat(run(bench.plan("- action: packages\n  attributes: {install: missing-one}"))
                        .text())
                .contains("Unknown package 'missing-one'", "missing-one could not be installed", "end 1 1 changed");
    }

    @Test
    void packagesComeAndGoByApk() throws IOException {
        router.put("/bin/apk", """
                #!/bin/sh
                verb=$1
                shift
                case $verb in
                info) grep -qx "$2" /etc/apk.list 2>/dev/null; exit ;;
                add) for n; do echo "$n" >>/etc/apk.list; done ;;
                del) grep -vx "$1" /etc/apk.list >/tmp/apk.new; mv /tmp/apk.new /etc/apk.list ;;
                esac
                """);
        router.must("chmod 755 /bin/apk; apk add ppp");

        onlyOnce("- action: packages\n  attributes: {install: [tcpdump], remove: [ppp]}");

        assertThat(router.must("cat /etc/apk.list")).isEqualTo("tcpdump");
    }

    static Stream<String> files() {
        return Stream.of("banner", "binary", "large file#1.bin");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void aFileArrivesByteForByte(String name) throws IOException {
        onlyOnce("- action: copy_file\n  attributes: {src: '" + name
                + "', dst: \"/etc/deep/er/it's $$x\", mode: 0640, owner: 'nobody:root'}");

        assertThat(router.must("sha256sum \"/etc/deep/er/it's \\$x\" | cut -d ' ' -f 1"))
                .isEqualTo(Sha256.hex(Files.readAllBytes(bench.conf.resolve("files/" + name))));
        assertThat(router.must("ls -l /etc/deep/er")).contains("-rw-r-----", "nobody");
    }

    @Test
    void aFileThatIsThereIsReplacedKeptOrSaved() throws IOException {
        String action =
                "- action: copy_file\n  attributes: {src: banner, dst: /etc/banner, overwrite: %s, reload: log}";
        router.must("echo mine >/etc/banner");
        calls();

        assertThat(first(action.formatted("if-missing")).result()).isEqualTo(Result.UNCHANGED);
        assertThat(router.must("cat /etc/banner")).isEqualTo("mine");
        assertThat(calls()).isEmpty();
        onlyOnce(action.formatted("backup"));
        assertThat(router.must("cat /etc/banner.bak")).isEqualTo("mine");
        assertThat(calls()).isEqualTo("log reload");
        router.must("chmod 600 /etc/banner; ln -s banner /etc/link");
        onlyOnce(action.formatted("replace").replace("/etc/banner", "/etc/link"));
        assertThat(router.must("ls -l /etc/link /etc/banner")).contains("-rw-r--r--", "/etc/link -> banner");
    }

    @Test
    void aTemplateIsFilled() throws IOException {
        onlyOnce("- action: template\n  attributes: {src: motd, dst: /etc/motd, variables: {name: $id}}");

        assertThat(router.must("cat /etc/motd")).isEqualTo("name=7 host=OpenWrt cost=$5");
    }

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

    @Test
    void servicesAreEnabledStartedAndStopped() throws IOException {
        onlyOnce("- action: service\n  attributes: {name: dnsmasq, commands: [stop, disable]}");
        assertThat(router.must("ls /etc/rc.d /tmp/run/services")).doesNotContain("dnsmasq");
        onlyOnce("- action: service\n  attributes: {name: dnsmasq, commands: [enable, start]}");
        assertThat(router.must("ls /etc/rc.d /tmp/run/services")).contains("S19dnsmasq", "\ndnsmasq");
    }

    @Test
    void aServiceIsRestartedWhenSomethingChanged() throws IOException {
        String both = """
                - action: copy_file
                  attributes: {src: banner, dst: /etc/banner}
                - action: service
                  attributes: {name: log, commands: [restart]}
                """;
        calls();

        onlyOnce(both);

        assertThat(calls()).isEqualTo("log restart");
    }

    @Test
    void aScriptRunsOnceForItsContentAndArguments() throws IOException {
        String script = "- action: run_script\n  attributes: {script: mark.sh, arguments: [%s]}";

        onlyOnce(script.formatted("\"it's $$one\""));
        onlyOnce(script.formatted("two"));
        assertThat(router.must("cat /etc/marks")).isEqualTo("it's $one\ntwo");
        String always = script.formatted("three") + "\n  always_execute: true";
        assertThat(first(always).words()).isEqualTo("marked three\n");
        assertThat(first(always).result()).isEqualTo(Result.CHANGED);
        assertThat(router.must("cat /etc/marks")).endsWith("three\nthree");

        bench.write("scripts/mark.sh", ": >\"$ZTP_UNCHANGED\"\nexit \"$1\"\n");
        assertThat(first(script.formatted("0") + "\n  always_execute: true").result())
                .isEqualTo(Result.UNCHANGED);
        Lab.Output failed = run(bench.plan(script.formatted("9")));
        assertThat(failed.exit()).isEqualTo(9);
        assertThat(run(bench.plan(script.formatted("9"))).exit()).isEqualTo(9);
    }

    @Test
    void theRouterIsRestartedOnceAndThePlanGoesOn() throws IOException {
        Plan plan = bench.plan("""
                - action: set_hostname
                  attributes: {hostname: before}
                - action: reboot
                - action: copy_file
                  attributes: {src: banner, dst: /etc/after}
                """);
        String boot = router.must("cat /proc/sys/kernel/random/boot_id");

        Lab.Output output = run(plan);

        assertThat(output.exit()).as(output.text()).isEqualTo(Program.RESTARTING);
        assertThat(results(output)).isEqualTo("1 CHANGED 0, 2 CHANGED 245");
        await().atMost(Duration.ofSeconds(60)).until(() -> isUpAgain(boot));
        Lab.Output after = run(plan);
        assertThat(after.exit()).as(after.text()).isZero();
        assertThat(results(after)).isEqualTo("1 UNCHANGED 0, 2 UNCHANGED 0, 3 CHANGED 0");
        assertThat(results(run(plan))).isEqualTo("1 UNCHANGED 0, 2 UNCHANGED 0, 3 UNCHANGED 0");
    }

    @Test
    void theRouterIsFlashedOnceAndThePlanGoesOn() throws IOException {
        LabImage image = LabImage.of("24.10.1", 300_000, List.of("lab,ap-1"));
        server.answer(request -> new StandIn.Answer(200, image.bytes()));
        bench.firmware.put("24.10/a b.bin", image.sha256());
        Plan plan = bench.plan("""
                - action: upgrade
                  attributes: {file: 24.10/a b.bin, release: 24.10.1}
                - action: set_hostname
                  attributes: {hostname: after}
                """);
        String boot = router.must("cat /proc/sys/kernel/random/boot_id");

        Lab.Output output = run(plan);

        assertThat(output.exit()).as(output.text()).isEqualTo(Program.FLASHING);
        assertThat(server.requests().get(0).path()).isEqualTo("/ztp/fw/24.10/a b.bin");
        await().atMost(Duration.ofSeconds(60)).until(() -> isUpAgain(boot));
        assertThat(router.release()).isEqualTo("24.10.1");
        assertThat(results(run(plan))).isEqualTo("1 UNCHANGED 0, 2 CHANGED 0");
        assertThat(router.flashes()).isEqualTo(1);
    }

    @Test
    void aReleaseThatDidNotStartIsNotFlashedAgain() throws IOException {
        LabImage image = LabImage.of("24.10.1", 3000, List.of("lab,ap-1"));
        LabImage other = LabImage.of("24.10.1", 3000, List.of("other,board"));
        server.answer(request -> new StandIn.Answer(200, image.bytes()));
        String upgrade = "- action: upgrade\n  attributes: {file: x.bin, release: 24.10.1, sha256: %s}";

        assertThat(run(bench.plan(upgrade.formatted(other.sha256()))).exit()).isEqualTo(13);
        server.answer(request -> new StandIn.Answer(200, other.bytes()));
        assertThat(run(bench.plan(upgrade.formatted(other.sha256()))).exit()).isEqualTo(14);
        assertThat(router.must("ls /etc/ztp.flashing /tmp/ztp-image.bin 2>/dev/null || true"))
                .isEmpty();
        router.must("echo 24.10.1 >/etc/ztp.flashing");
        assertThat(run(bench.plan(upgrade.formatted(image.sha256()))).exit()).isEqualTo(15);
        assertThat(router.sysupgrades()).isZero();
    }

    @Test
    void whatOneRunLeftToReloadTheNextOneReloads() throws IOException {
        calls();
        router.must("echo log >/tmp/ztp-reload");

        first("- action: set_hostname\n  attributes: {hostname: OpenWrt}");

        assertThat(calls()).isEqualTo("log reload");
    }

    @Test
    void twoPlansAtOnceDoNotMix() throws IOException {
        bench.write("scripts/mark.sh", "while [ ! -e /tmp/go ]; do sleep 1; done\n");
        Plan plan = bench.plan("- action: run_script\n  attributes: {script: mark.sh}");
        router.put("/tmp/plan.sh", Program.render(plan, Workbench.KEY));
        router.must("sh /tmp/plan.sh >/tmp/first 2>&1 & while [ ! -e /tmp/ztp-plan/script ]; do sleep 1; done");

        assertThat(router.sh("sh /tmp/plan.sh").exit()).isEqualTo(Program.BUSY);

        router.must("touch /tmp/go");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> router.must("cat /tmp/first").contains("end 1 0"));
        assertThat(router.must("cat " + Program.MARKS)).contains("begin 1", "end 1 0 changed");
    }

    @Test
    void theDefaultScriptSaysWhenItChangedNothing() throws IOException {
        bench.write("scripts/init.sh", Files.readString(Path.of("conf/scripts/init.sh")));

        onlyOnce("- action: run_script\n  attributes: {script: init.sh, arguments: [$id]}\n  always_execute: true");

        assertThat(router.hostname()).isEqualTo("wrt7");
    }

    @Test
    void noWordEscapesItsQuotesInARoutersShell() throws IOException {
        bench.write("scripts/mark.sh", "for a; do printf '%s\\n--\\n' \"$a\"; done\n");
        int[] odd =
                "'\"\\$`;&|<>(){}[]*?!#~%=\n\r\t abc01\u00e4\u20ac".codePoints().toArray();
        Random random = new Random(7);
        StringBuilder expected = new StringBuilder();
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            StringBuilder word = new StringBuilder();
            for (int k = random.nextInt(20); k >= 0; k--) {
                word.appendCodePoint(odd[random.nextInt(odd.length)]);
            }
            expected.append(word).append("\n--\n");
            yaml.append("\n    - ")
                    .append(Json.MAPPER.writeValueAsString(word.toString().replace("$", "$$")));
        }

        Workbench.Told told = first("- action: run_script\n  attributes:\n   script: mark.sh\n   arguments:" + yaml);

        assertThat(told.words()).isEqualTo(expected.toString());
    }

    @Test
    void aProgramWithEveryActionIsCleanToShellcheck() throws IOException {
        bench.firmware.put("x.bin", "0".repeat(64));
        Plan plan = bench.plan("""
                - {action: set_hostname, attributes: {hostname: a}}
                - {action: uci, attributes: {set: {network.a: b, network.a.c: [it's, $$x]}}}
                - {action: packages, attributes: {install: a, remove: b}}
                - {action: copy_file, attributes: {src: binary, dst: /x, reload: log}}
                - {action: template, attributes: {src: motd, dst: /x, variables: {name: x}}}
                - {action: authorized_keys, attributes: {keys: ['KEY']}}
                - {action: password, attributes: {hash: $6$salt$abcdefghijkl}}
                - {action: service, attributes: {name: log, commands: [enable, restart]}}
                - {action: run_script, attributes: {script: mark.sh}}
                - {action: remote_log, attributes: {address: 10.0.0.1}}
                - {action: reboot}
                - {action: upgrade, attributes: {file: x.bin, release: 24.10.0}}
                """.replace("KEY", KEY_ONE));
        assertThat(plan.steps()).hasSize(Actions.names().size());
        Path file = Files.writeString(folder.resolve("program"), Program.render(plan, Workbench.KEY));

        Lab.Output output = Lab.run(null, List.of("shellcheck", "-s", "dash", file.toString()));

        assertThat(output.exit()).as(output.text()).isZero();
    }

    private boolean isUpAgain(String boot) {
        Lab.Output said = router.sh("[ -s /tmp/run/dropbear.pid ] && cat /proc/sys/kernel/random/boot_id");
        return said.exit() == 0 && !said.text().strip().equals(boot);
    }

    private static String results(Lab.Output output) {
        return Workbench.read(output.text()).stream()
                .map(told -> told.step() + " " + told.result() + " " + told.code())
                .collect(Collectors.joining(", "));
    }
}
