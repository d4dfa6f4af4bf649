package org.openztp.image.builder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The same in a sandbox. */
class ImageBuilderInSandboxIT extends ImageBuilderProcessIT {
    @Override
    Sandbox sandbox() {
        Path bwrap = Path.of(System.getProperty("bwrap", "/usr/bin/bwrap"));
        return new Sandbox(Optional.of(bwrap), Sandbox.find("prlimit"), Sandbox.find("setsid"));
    }

    @Test
    void itSeesProgramsAndItsOwnFolderAndNothingElse() throws Exception {
        String seen = build(request("toy-look")).output().stdout();

        assertThat(seen)
                .contains("networks: lo\n")
                .doesNotContain("sees /home", "sees /root", "wrote /usr", "ZTP_")
                .containsPattern("processes: \\d\\n");
    }
}
