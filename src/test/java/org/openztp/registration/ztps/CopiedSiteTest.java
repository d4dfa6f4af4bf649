package org.openztp.registration.ztps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.plan.FileCheck;

/** What an operator of ZTPServer's copies is checked as it is. */
class CopiedSiteTest {
    @TempDir
    Path home;

    @Test
    void theFilesOfASwitchAreNotHeldAgainstWhatRoutersCanDo() throws Exception {
        DialectServer.site(home);
        for (String mine : List.of("definitions/unresolved", "definitions/default.yaml")) {
            Files.deleteIfExists(home.resolve("conf").resolve(mine));
        }
        String patterns = Files.readString(home.resolve("conf/neighbordb"));
        DialectServer.write(
                home.resolve("conf/neighbordb"), patterns.substring(0, patterns.indexOf("  - name: of attributes")));
        Path node = home.resolve("nodes/SSJ1");
        DialectServer.write(node.resolve(".node"), "{\"serialnumber\":\"SSJ1\",\"neighbors\":{}}");
        DialectServer.write(node.resolve("startup-config"), "! device: leaf\nhostname leaf\n");
        DialectServer.write(node.resolve("definition"), "name: d\nactions: [{action: add_config}]\n");
        DialectServer.write(
                node.resolve("pattern"), "name: x\ninterfaces:\n- any: {any: any}\nmodel: null\nnode: SSJ1\n");
        DialectServer.write(node.resolve("attributes"), "hostname: leaf\n");
        DialectServer.write(node.resolve("config-handler"), "#!/bin/sh\n");
        DialectServer.executable(node.resolve("config-handler"));

        List<String> lines = new ArrayList<>();
        boolean well = new FileCheck().test(home, lines::add);

        assertThat(well).as(String.join("\n", lines)).isTrue();
        assertThat(lines).contains("Valid Patterns (count: 5)", "[1] by its model alone", "Failed Patterns (count: 0)");
    }
}
