package org.openztp.image.upstream.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.Version;
import org.openztp.image.upstream.Version.Standing;
import org.openztp.testkit.SettableClock;

class UpstreamsTest {
    private final SettableClock clock = new SettableClock();

    @TempDir
    private Path conf;

    private Upstreams of(String yaml) throws IOException {
        Files.writeString(conf.resolve("upstream.yaml"), yaml);
        return new Upstreams(conf, clock);
    }

    @Test
    void asShippedOpenWrtIsMirroredWhenAskedForAndNotOtherwise() {
        Upstreams shipped = new Upstreams(Path.of("conf"), clock);

        assertThat(shipped.every()).isZero();
        assertThat(shipped.find("openwrt").orElseThrow().url()).isEqualTo("https://downloads.openwrt.org");
        assertThat(shipped.problem()).isEmpty();
    }

    /** The lines that are shipped as comments are right ones. */
    @Test
    void whatTheShippedFileShowsCanBeTaken() throws IOException {
        String shown = Files.readString(Path.of("conf", "upstream.yaml")).replaceAll("(?m)^#   (\\w)", "    $1");
        Upstream all = of(shown).all().get(0);

        assertThat(all.versions()).containsExactly("24.10.*", "23.05.5");
        assertThat(all.hasTarget("ath79/nand")).isTrue();
        assertThat(all.hasTarget("x86/64")).isFalse();
        assertThat(all.keys()).isEqualTo("keys-openwrt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "every: soon|every: a time such as",
                "every: 1s|every: a time such as",
                "upstreams: [{name: a}]|url: the address of a server",
                "upstreams: [{name: a, url: 'ftp://a'}]|url: the address of a server",
                "upstreams: [{name: a, url: 'http://u:p@a/'}]|url: the address of a server",
                "upstreams: [{name: a, url: 'http://a/?x'}]|url: the address of a server",
                "upstreams: [{name: a, url: relative}]|url: the address of a server",
                "upstreams: [{name: ../a, url: /srv}]|name: a name of letters",
                "upstreams: [{name: a, url: /srv, keys: ../keys}]|keys: the name of a folder",
                "upstreams: [{name: a, url: /srv, newest: 0}]|newest: how many",
                "upstreams: [{name: a, url: /srv, nonsense: 0}]|nonsense: unknown here",
                "upstreams: [{name: a, url: /srv}, {name: a, url: /srv}]|two have the same name"
            })
    void aMistakeIsNamedWithItsLine(String yaml, String words) throws IOException {
        Upstreams bad = of("# a comment\n" + yaml + "\n");

        assertThat(bad.problem())
                .hasValueSatisfying(problem ->
                        assertThat(problem).contains("upstream.yaml:").contains(words));
    }

    @Test
    void theScheduleIsATime() throws IOException {
        assertThat(of("every: 6h\n").every()).isEqualTo(Duration.ofHours(6));
        assertThat(of("every: 6h\n").all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|25.12.0 25.12.0-rc1 24.10.5 24.10.4 24.10.0-rc6 23.05.6 22.03.7",
                "newest: 1|25.12.0 24.10.5 23.05.6 22.03.7",
                "newest: 2, branches: ['24.10']|24.10.5 24.10.4",
                "versions: ['24.10.*', 23.05.6]|24.10.5 24.10.4 24.10.0-rc6 23.05.6",
                "versions: ['2?.10.5']|24.10.5",
                "newest: 1, branches: [SNAPSHOT, '24.10'], snapshots: true|SNAPSHOT 24.10.5 24.10-SNAPSHOT",
                "snapshots: true, versions: ['*-SNAPSHOT']|25.12-SNAPSHOT 24.10-SNAPSHOT 23.05-SNAPSHOT 22.03-SNAPSHOT 21.02-SNAPSHOT",
                "branches: ['19.07']|"
            })
    void anUpstreamIsAskedForTheVersionsThatAreWanted(String rules, String wanted) throws IOException {
        Upstream upstream = of("upstreams: [{name: a, url: /srv" + (rules.isEmpty() ? "" : ", " + rules) + "}]")
                .all()
                .get(0);
        VersionsJson has = new VersionsJson(
                List.of(
                        "24.10.4",
                        "24.10.0-rc6",
                        "24.10.5",
                        "17.01.7",
                        "22.03.7",
                        "25.12.0-rc1",
                        "25.12.0",
                        "23.05.6",
                        "faillogs",
                        "24.10-SNAPSHOT"),
                new EnumMap<>(Map.of(Standing.STABLE, "25.12.0", Standing.OLDSTABLE, "24.10.5")));

        List<Version> selected =
                Selection.of(upstream, has, new Branches(Path.of("conf", "branches.yaml"), clock).all());

        assertThat(selected.stream().map(Version::name).toList())
                .containsExactlyElementsOf(wanted == null ? List.of() : List.of(wanted.split(" ")));
        assertThat(selected)
                .filteredOn(version -> version.name().equals("24.10.5"))
                .allMatch(version -> version.standing() == Standing.OLDSTABLE
                        && version.path().equals("releases/24.10.5"));
    }
}
