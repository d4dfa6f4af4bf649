package org.openztp.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openztp.testkit.Lab;

/** The shipped samples of httpd: sound, with no more modules than they name, and safe to be left as they are. */
@Tag("lab")
class HttpdSamplesIT {
    @TempDir
    Path folder;

    static List<String> samples() throws IOException {
        return Httpd.samples();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void httpdTakesTheSampleWithTheModulesThatItNames(String name) throws IOException {
        Httpd httpd = new Httpd(folder);
        httpd.site(name, 8080);
        Lab.Output output = httpd.configtest();
        assertThat(output.text()).contains("Syntax OK").doesNotContain("AH0");
        assertThat(output.exit()).isZero();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theSampleAsksForNoMoreThanItSays(String name) throws IOException {
        assertThat(Httpd.sample(name))
                .contains("a2ensite " + name + " ")
                .contains("#   server_url = \"https://" + Httpd.NAME)
                .doesNotContain("Strict-Transport-Security");
    }

    @Test
    void thereIsOneForEachProtocolWithThePrefixKeptAndChanged() throws IOException {
        assertThat(samples()).containsExactly("ztp-ajp", "ztp-ajp-prefix", "ztp-http", "ztp-http-prefix");
    }
}
