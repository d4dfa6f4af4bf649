package org.openztp.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    @TempDir
    Path folder;

    @Test
    void withoutAnyFileTheDefaultsHold() {
        Settings settings = new SettingsFile(home(), Optional.empty()).read(Map.of(), Map.of());

        assertThat(settings.http()).isEqualTo(new Settings.Http("0.0.0.0", 8080, List.of()));
        assertThat(settings.serverUrl()).isEmpty();
        assertThat(settings.enrolment().policy()).isEmpty();
        assertThat(settings.provision().scriptTimeout()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.scripts().outputLimitBytes()).isEqualTo(1 << 20);
        assertThat(settings.history().keep()).isEqualTo(Duration.ofDays(90));
        assertThat(settings.firmware().folder()).isEqualTo(folder.resolve("fw"));
    }

    @Test
    void propertiesStandAboveVariablesAndThoseAboveTheFile() throws IOException {
        Path file = conf("http { port = 1001 }\nprovision.sessions = 3\nprovision.attempts = 4\n");

        Settings settings = read(
                file,
                Map.of("ZTP_HTTP_PORT", "1002", "ZTP_PROVISION_SESSIONS", "5"),
                Map.of("ztp.http.port", "1003", "java.home", "/usr"));

        assertThat(settings.http().port()).isEqualTo(1003);
        assertThat(settings.provision().sessions()).isEqualTo(5);
        assertThat(settings.provision().attempts()).isEqualTo(4);
    }

    @Test
    void aListIsAListInTheFileAndHasCommasInAVariable() throws IOException {
        Path file = conf("http.trusted-proxies = [\"10.0.0.0/8\", 192.168.1.1]\nprovision.networks = []\n");

        assertThat(read(file, Map.of(), Map.of()).http().trustedProxies()).containsExactly("10.0.0.0/8", "192.168.1.1");
        assertThat(read(file, Map.of(), Map.of()).provision().networks()).isEmpty();
        assertThat(read(file, Map.of("ZTP_HTTP_TRUSTED_PROXIES", "::1,10.1.0.0/16"), Map.of())
                        .http()
                        .trustedProxies())
                .containsExactly("::1", "10.1.0.0/16");
    }

    @Test
    void serverUrlKeepsItsPathAndLosesItsLastSlash() throws IOException {
        assertThat(read(conf("server_url = \"https://wrt.example/a/ztp/\""), Map.of(), Map.of())
                        .serverUrl())
                .contains(URI.create("https://wrt.example/a/ztp"));
    }

    @Test
    void allThatIsWrongIsListedWithItsPlace() throws IOException {
        Path file = conf("""
                http.port = 99999
                htpp.address = 127.0.0.1
                server_url = "ftp://x"
                provision { backoff = 20m, script-timeout = soon }
                enrolment.policy = everybody
                """);

        assertThatThrownBy(() -> read(
                        file, Map.of("ZTP_DB_POOL_SIZE", "none", "ZTP_DB_USR", "x", "ZTP_SERVICE_HOST", "x"), Map.of()))
                .isInstanceOf(WrongSettings.class)
                .hasMessage("""
                        The settings are wrong:
                          1. FILE:2: htpp.address: there is no such setting; did you mean http.address?
                          2. ZTP_DB_USR: there is no such setting; did you mean ZTP_DB_USER?
                          3. FILE:3: server_url: a URL such as http://192.168.1.2:8080/ztp, without a query, is wanted
                          4. FILE:1: http.port: a whole number from 0 to 65535 is wanted
                          5. ZTP_DB_POOL_SIZE: db.pool-size: a whole number from 2 to 200 is wanted
                          6. FILE:5: enrolment.policy: one of open, secret, approve, closed is wanted
                          7. FILE:4: provision.script-timeout: a time such as 500ms, 10s, 15m, 2h or 90d, from 1s to 1d, is wanted
                          8. FILE:4: provision.backoff: provision.backoff must not be longer than provision.backoff-max""".replace("FILE", file.toString()));
    }

    @Test
    void aFileThatIsNoHoconIsNamedWithItsLine() throws IOException {
        Path file = conf("http.port = 8080\nserver_url = http://x\ndhcp {\n");

        assertThatThrownBy(() -> read(file, Map.of(), Map.of()))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining("1. " + file + ":");
    }

    @Test
    void aFileGivenByNameMustBeThere() {
        Path file = folder.resolve("absent.conf");

        assertThatThrownBy(() -> read(file, Map.of(), Map.of()))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining("1. " + file + ": cannot be read");
    }

    @Test
    void twoDatabasesAreOneTooMany() {
        assertThatThrownBy(() -> new SettingsFile(home(), Optional.empty())
                        .read(Map.of("ZTP_DB_URL", "jdbc:mariadb://h/ztp", "ZTP_DB_JNDI", "java:x"), Map.of()))
                .hasMessageContaining("1. ZTP_DB_JNDI: db.jndi: db.url is set too; set one of them");
    }

    @Test
    void aPasswordIsNeverRepeated() throws IOException {
        Path file = conf("db.url = \"hunter2\"\ndb.password = \"hunter2\"");

        assertThatThrownBy(() -> read(file, Map.of(), Map.of()))
                .isInstanceOf(WrongSettings.class)
                .hasMessageNotContaining("hunter2");
    }

    private Settings read(Path file, Map<String, String> environment, Map<String, String> properties) {
        return new SettingsFile(home(), Optional.of(file)).read(environment, properties);
    }

    private Path conf(String text) throws IOException {
        return Files.writeString(folder.resolve("some.conf"), text);
    }

    private Home home() {
        return new Home(folder);
    }
}
