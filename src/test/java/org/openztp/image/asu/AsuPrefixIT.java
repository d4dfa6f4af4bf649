package org.openztp.image.asu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that stands behind a prefix, with an address that is one character too long for auc. */
class AsuPrefixIT {
    private static final int LONGEST = 74;
    private static final String START = "https://net.example/site/";
    private static final String URL = START + "a".repeat(LONGEST + 1 - START.length());

    @TempDir
    private static Path home;

    private static AsuStage stage;

    @BeforeAll
    static void start() throws IOException {
        stage = AsuStage.start(home, "server_url", URL + "/");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void everyUrlThatClientsAreToldBeginsWithTheAddressThatIsSet() {
        assertThat(AsuStage.json(stage.get("/json/v1/overview.json"))
                        .path("upstream_url")
                        .asText())
                .isEqualTo(URL + "/json/v1");
        new Expected("Location: " + URL + "/").check(stage.get("/api/"));
        String hash = stage.ended(AsuStage.wish("vim"));
        HttpResponse<String> of2018 = stage.get("/api/upgrade-request/" + hash + "a");
        new Expected("/files=" + URL + "/json/" + hash + "/ ;; /sysupgrade~" + URL + "/download/" + hash + "/")
                .check(of2018);
    }

    @Test
    void theDoctorWarnsOfAnAddressThatIsTooLongForAuc() throws IOException {
        assertThat(stage.told("/checks").path("items"))
                .filteredOn(finding -> finding.path("about").asText().equals("images"))
                .anySatisfy(finding -> {
                    assertThat(finding.path("level").asText()).isEqualTo("WARNING");
                    assertThat(finding.path("what").asText())
                            .isEqualTo("server_url has 75 characters, which is too long for auc");
                });
    }

    @Test
    void theKeyIsTheSameForOperatorsAndForRoutersAndForNobodyElseByTheApi() throws IOException {
        JsonNode key = stage.told("/image-builds/key");

        assertThat(stage.get("/download/image-key.pub").body())
                .isEqualTo(key.path("key").asText())
                .contains("public key " + key.path("fingerprint").asText());
        assertThat(stage.get("/api/v1/image-builds/key").statusCode()).isEqualTo(401);
    }
}
