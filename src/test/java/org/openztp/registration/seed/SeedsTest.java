package org.openztp.registration.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.config.Home;
import org.openztp.config.Settings;
import org.openztp.config.SettingsFile;
import org.openztp.http.Problem;
import org.openztp.registration.DeviceFiles;

/** Servers whose seed images would be worth nothing, or no secret: nothing is asked for. */
class SeedsTest {
    private static final String URL = "http://10.0.0.2:8080/ztp";

    @TempDir
    Path folder;

    private String refusal(Map<String, String> set) throws Exception {
        Settings settings = new SettingsFile(new Home(folder), Optional.empty()).read(Map.of(), set);
        DeviceFiles.Own own = new DeviceFiles.Own(List.of(), "marker");
        DeviceFiles files = new DeviceFiles(folder, own, InstantSource.system());
        Seeds seeds = new Seeds(settings, null, files, null, List.of());

        Problem problem = catchThrowableOfType(Problem.class, () -> seeds.order(null, null));

        assertThat(problem.status()).isEqualTo(409);
        return problem.detail();
    }

    @Test
    void theAddressThatARouterKeepsIsNotGuessed() throws Exception {
        assertThat(refusal(Map.of())).startsWith("server_url is not set");
    }

    @Test
    void anotherServerThatMakesTheImagesLearnsNoSecret() throws Exception {
        assertThat(refusal(Map.of("ztp.server_url", URL, "ztp.images.asu", "http://asu.example")))
                .startsWith("images.asu is set");
    }

    @Test
    void aFileThatTheOperatorHasTakenAwayIsNamed() throws Exception {
        Files.writeString(folder.resolve("udhcpc.user"), "true\n");

        assertThat(refusal(Map.of("ztp.server_url", URL))).startsWith("conf/device/99-ztp is missing");
    }
}
