package org.openztp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.config.Home;
import org.openztp.config.SettingsFile;

class OwnUrlTest {
    @TempDir
    Path folder;

    private OwnUrl own(Map<String, String> properties) {
        return new OwnUrl(new SettingsFile(new Home(folder), Optional.empty()).read(Map.of(), properties));
    }

    @Test
    void aBrowserOnThisMachineIsToldTheAddressRoutersReach() {
        OwnUrl own = own(Map.of("ztp.http.address", "10.9.8.7"));
        assertThat(own.insteadOf(URI.create("http://localhost:8080/ztp"))).hasToString("http://10.9.8.7:8080/ztp");
        assertThat(own.insteadOf(URI.create("https://[::1]/ztp"))).hasToString("https://10.9.8.7/ztp");
        assertThat(own.insteadOf(URI.create("http://127.0.0.1:81"))).hasToString("http://10.9.8.7:81");
    }

    @Test
    void aBrowserElsewhereIsToldTheNameItUses() {
        URI asked = URI.create("https://ztp.example.org/site/a/ztp");
        assertThat(own(Map.of("ztp.http.address", "10.9.8.7")).insteadOf(asked)).isEqualTo(asked);
    }

    @Test
    void theSetUrlIsToldToEverybody() {
        OwnUrl own = own(Map.of("ztp.server_url", "http://ztp.lan/z"));
        assertThat(own.insteadOf(URI.create("http://localhost:8080/ztp"))).hasToString("http://ztp.lan/z");
        assertThat(own.at(8080, "/ztp")).hasToString("http://ztp.lan/z");
    }
}
