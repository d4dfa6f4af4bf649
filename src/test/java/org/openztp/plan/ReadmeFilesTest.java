package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeFilesTest {
    private static final Pattern FILE = Pattern.compile("(?ms)^```yaml\n# (conf/\\S+)\n(.*?)^```$");

    @TempDir
    Path home;

    @Test
    void theFilesThatTheReadmeShowsAreRightAndFitTogether() throws IOException {
        Matcher shown = FILE.matcher(Files.readString(Path.of("README.md")));
        List<String> names = new ArrayList<>();
        while (shown.find()) {
            names.add(shown.group(1));
            Path file = home.resolve(shown.group(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, shown.group(2));
        }

        assertThat(names).contains("conf/neighbordb", "conf/definitions/access-point.yaml");
        assertThat(FileCheck.faults(home, 10, () -> false).faults()).isEmpty();
    }
}
