package org.openztp.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openztp.plan.Workbench;
import org.openztp.testkit.Lab;

/** Settings by uci, as actions on a router. */
class ConfigActionsIT extends OnRouter {
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
}
