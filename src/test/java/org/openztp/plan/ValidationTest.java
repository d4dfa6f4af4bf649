package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationTest {
    @TempDir
    Path folder;

    @Test
    void allThatIsWrongWithADefinitionIsToldWithItsLine() throws IOException {
        Workbench bench = new Workbench(folder);
        Path file = bench.write("definitions/wrong.yaml", """
                nam: x
                attributes: [1]
                actions:
                  - action: copy_fil
                  - action: copy_file
                    attributes:
                      src: a
                      dest: b
                    onfail: x
                  - just words
                  - name: "two\\nlines"
                """);

        assertThat(Definitions.validate(file))
                .extracting(fault -> fault.line() + " " + fault.words().replaceAll("[;?] (There|It).*", ""))
                .containsExactly(
                        "1 nam: unknown here; did you mean name?",
                        "2 attributes: a mapping is wanted",
                        "4 action: there is no copy_fil; did you mean copy_file",
                        "8 dest: copy_file has no such attribute; did you mean dst",
                        "9 onfail: unknown here; did you mean onfailure?",
                        "10 an action is a mapping with name, action and attributes",
                        "11 action: missing",
                        "11 name: one line of at most 100 characters is wanted");
    }

    @Test
    void whatIsNoYamlOrNoDefinitionIsOneFault() throws IOException {
        Workbench bench = new Workbench(folder);
        for (String text :
                List.of("", "[", "a: *b", "\t", "a: 1\na: 2", "actions: {}", "- x", "actions: [a: 1]", "\u0000")) {
            Path file = bench.write("definitions/x.yaml", text);

            assertThat(Definitions.validate(file)).as(text).isNotEmpty().allMatch(fault -> fault.line() > 0);
        }
        Files.write(bench.conf.resolve("definitions/x.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(Definitions.validate(bench.conf.resolve("definitions/x.yaml")))
                .hasSize(1);
    }

    @Test
    void anActionOfTheFolderBesideIsForOtherClientsAndNotChecked() throws IOException {
        Workbench bench = new Workbench(folder);
        Path file =
                bench.write("definitions/eos.yaml", "actions: [{action: add_config, attributes: {url: files/t}}]\n");
        assertThat(Definitions.validate(file)).hasSize(1);

        bench.write("actions/add_config", "#!/usr/bin/env python\n");

        assertThat(Definitions.validate(file)).isEmpty();
    }

    @Test
    void attributesAreAMappingOrNothing() throws IOException {
        Workbench bench = new Workbench(folder);

        assertThat(Scopes.validate(bench.write("attributes.yaml", "# nothing\n")))
                .isEmpty();
        assertThat(Scopes.validate(bench.write("attributes.yaml", "a:\n  - b: $c\n")))
                .isEmpty();
        assertThat(Scopes.validate(bench.write("attributes.yaml", "a: 1\nb: {c: 1, c: 2}\n")))
                .extracting(Fault::toString)
                .containsExactly("attributes.yaml:2: c: for the second time");
        assertThat(Scopes.validate(bench.write("attributes.yaml", "- a\n"))).hasSize(1);
        assertThat(Scopes.validate(bench.write("nodes/x/attributes", "- a\n"))
                        .get(0)
                        .file())
                .isEqualTo("nodes/x/attributes");
    }

    @Test
    void noTextBreaksTheReader() throws IOException {
        Workbench bench = new Workbench(folder);
        String good = Files.readString(Path.of("conf/definitions/default.yaml")).replaceAll("(?m)^#( |$)", "");
        String[] odd = {
            "&a", "*a", "<<: ", "$", "${", "allocate('", "'", "\"", "{", "[", "\t", "\u0000", "null", ": ", "\n"
        };
        Random random = new Random(99);
        Path file = bench.conf.resolve("definitions/test.yaml");
        for (int round = 0; round < 400; round++) {
            StringBuilder text = new StringBuilder(good);
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = random.nextInt(text.length());
                text.replace(at, Math.min(text.length(), at + random.nextInt(3)), odd[random.nextInt(odd.length)]);
            }
            Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
            assertThatCode(() -> {
                        Definitions.validate(file);
                        try {
                            bench.planner().plan(bench.target("test"), (pool, slot) -> pool);
                        } catch (Refused refused) {
                            assertThat(refused).hasMessageContaining(": ");
                        }
                    })
                    .as(text.toString())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aliasesThatMultiplyAreStopped() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + ", ").repeat(9)).append("x]\n");
        }
        Workbench bench = new Workbench(folder);

        assertThat(Scopes.validate(bench.write("attributes.yaml", bomb.toString())))
                .extracting(Fault::words)
                .containsExactly("more than 20000 values");
    }

    @Test
    void namesThatMultiplyAreStopped() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: 0123456789\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a")
                    .append(i)
                    .append(": ")
                    .append(("$a" + (i - 1) + " ").repeat(9))
                    .append("\n");
        }
        Workbench bench = new Workbench(folder);
        bench.write("attributes.yaml", bomb.toString());

        assertThatCode(() -> bench.plan("- action: set_hostname\n  attributes: {hostname: $a39}"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("longer than");
    }
}
