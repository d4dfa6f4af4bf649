package org.openztp.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.openztp.plan.ProgramOutput.Result;
import org.openztp.testkit.Lab;

/** Scripts, as actions on a router. */
class ScriptActionsIT extends OnRouter {
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
    void theDefaultScriptSaysWhenItChangedNothing() throws IOException {
        bench.write("scripts/init.sh", Files.readString(Path.of("conf/scripts/init.sh")));

        onlyOnce("- action: run_script\n  attributes: {script: init.sh, arguments: [$id]}\n  always_execute: true");

        assertThat(router.hostname()).isEqualTo("wrt7");
    }
}
