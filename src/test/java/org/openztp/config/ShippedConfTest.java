package org.openztp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conf/ztp.conf} and the table of settings are the same list. */
class ShippedConfTest {
    private static final Path SHIPPED = Path.of("conf", "ztp.conf");
    private static final Pattern LINE = Pattern.compile("(?m)^#(\\S+) = (.+)$");

    @TempDir
    Path folder;

    @Test
    void itNamesEverySettingOnceAndInTheTablesOrder() throws IOException {
        List<String> keys = LINE.matcher(Files.readString(SHIPPED))
                .results()
                .map(line -> line.group(1))
                .toList();

        assertThat(keys)
                .containsExactlyElementsOf(
                        SettingsTable.all().stream().map(Setting::key).toList());
    }

    @Test
    void whatItShowsIsTheDefaultWhereThereIsOne() throws IOException {
        Map<String, Setting<?>> table = new java.util.HashMap<>();
        SettingsTable.all().forEach(setting -> table.put(setting.key(), setting));

        for (MatchResult line :
                LINE.matcher(Files.readString(SHIPPED)).results().toList()) {
            Setting<?> setting = table.get(line.group(1));
            if (setting.fallback() != null) {
                assertThat(line.group(2).replaceAll("[\\[\\]\"]", ""))
                        .as(setting.key())
                        .isEqualTo(setting.fallback());
            }
        }
    }

    @Test
    void asShippedItChangesNothing() {
        Settings shipped = new SettingsFile(new Home(folder), Optional.of(SHIPPED)).read(Map.of(), Map.of());

        assertThat(shipped).isEqualTo(new SettingsFile(new Home(folder), Optional.empty()).read(Map.of(), Map.of()));
    }

    @Test
    void eachLineIsGoodWhenItsMarkIsTakenAway() throws IOException {
        String all =
                Files.readString(SHIPPED).replaceAll("(?m)^#(\\S+ = )", "$1").replaceAll("(?m)^db.jndi.*$", "");
        Path file = Files.writeString(folder.resolve("all.conf"), all);

        Settings settings = new SettingsFile(new Home(folder), Optional.of(file)).read(Map.of(), Map.of());

        assertThat(settings.db().password()).contains("a good one");
        assertThat(settings.enrolment().policy()).contains(Settings.Policy.APPROVE);
    }

    @Test
    void helpTellsEachSettingItsVariableAndItsDefault() {
        String help = new SettingsHelp().get();

        SettingsTable.all()
                .forEach(setting -> assertThat(help)
                        .contains(setting.key(), setting.environment(), setting.help())
                        .doesNotContain("null"));
        assertThat(help).contains("ZTP_PROVISION_BACKOFF_MAX", "default: 10m");
    }
}
