package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.http.Json;
import org.openztp.image.ImageRequest.Packages;
import org.openztp.image.ImageRequest.Repositories;
import org.openztp.openwrt.InvalidValue;

class ImageRequestTest {
    private static ImageRequest request(Packages packages) {
        return new ImageRequest("24.10.2", "", "toy/generic", "acme_one", packages, null, null, null, null, "test/1");
    }

    private static Packages names(String... names) {
        return new Packages(List.of(names), null, false);
    }

    @Test
    void whatIsWrittenDifferentlyAndIsTheSameHasOneHash() {
        String hash = request(names("a", "b")).hash();

        assertThat(hash).matches("[0-9a-f]{64}");
        assertThat(request(names("b", "a", "b", "", "+a")).hash()).isEqualTo(hash);
        assertThat(new ImageRequest(
                                "24.10.2",
                                null,
                                "toy/generic",
                                "acme,one",
                                names("a", "b"),
                                "",
                                null,
                                "no-such",
                                null,
                                null)
                        .hash())
                .as("commas, no defaults, a file system nobody knows, another client")
                .isEqualTo(hash);
    }

    @Test
    void whateverMakesAnotherImageMakesAnotherHash() {
        Map<String, String> one = Map.of("x", "https://a.example/");
        List<ImageRequest> all = List.of(
                request(null),
                request(names("a")),
                request(names("-a")),
                request(names("a", "b")),
                request(names("ab")),
                request(new Packages(List.of("a"), null, true)),
                request(new Packages(null, Map.of("a", "1"), false)),
                request(new Packages(null, Map.of("a", "2"), false)),
                request(null).starting("a"),
                request(null).starting("b"),
                request(null).of("24.10.3", "acme_one"),
                request(null).of("24.10.2", "acme_two"),
                new ImageRequest("24.10.2", "r1", "toy/generic", "acme_one", null, null, null, null, null, null),
                new ImageRequest("24.10.2", "", "toy/other", "acme_one", null, null, null, null, null, null),
                new ImageRequest("24.10.2", "", "toy/generic", "acme_one", null, null, 64, null, null, null),
                new ImageRequest("24.10.2", "", "toy/generic", "acme_one", null, null, null, "ext4", null, null),
                other(new Repositories(one, false, null)),
                other(new Repositories(one, true, null)),
                other(new Repositories(Map.of("x", "https://b.example/"), true, null)),
                other(new Repositories(one, true, List.of("key"))));
        Set<String> hashes = new HashSet<>();
        all.forEach(each -> hashes.add(each.hash()));

        assertThat(hashes).hasSameSizeAs(all);
    }

    private static ImageRequest other(Repositories repositories) {
        return new ImageRequest("24.10.2", "", "toy/generic", "acme_one", null, null, null, null, repositories, null);
    }

    @Test
    void noFieldRunsIntoTheNext() {
        assertThat(new ImageRequest("24.10.21", "", "toy/generic", "a", null, null, null, null, null, null).hash())
                .isNotEqualTo(new ImageRequest("24.10.2", "1", "toy/generic", "a", null, null, null, null, null, null)
                        .hash());
    }

    @Test
    void theOrderOfRepositoriesCounts() {
        Map<String, String> there = new LinkedHashMap<>();
        there.put("a", "https://a.example");
        there.put("b", "https://b.example");
        Map<String, String> back = new LinkedHashMap<>();
        back.put("b", "https://b.example");
        back.put("a", "https://a.example");

        assertThat(other(new Repositories(there, true, null)).hash())
                .isNotEqualTo(other(new Repositories(back, true, null)).hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a;reboot",
                "$(reboot)",
                "`reboot`",
                "a\nb",
                "a\r",
                "../x",
                "--force",
                "-",
                "--",
                "a|b",
                "a&b",
                "a>b",
                "a\"b",
                "a'b",
                "a\\b",
                "a\0b",
                "a%0ab",
                "a/b",
                "a=b",
                "*",
                "~",
                "a#b",
                "ä",
                "a\u2028b",
                ".hidden",
                "a+b"
            })
    void noWordIsMoreThanAWord(String hostile) {
        assertThatThrownBy(() -> request(names(hostile))).as("package").isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> request(new Packages(null, Map.of(hostile, "1"), false)))
                .as("package with a version")
                .isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> other(new Repositories(Map.of(hostile, "https://a.example"), true, null)))
                .as("repository")
                .isInstanceOf(InvalidValue.class);
        for (int field = 0; field < 4; field++) {
            int which = field;
            assertThatThrownBy(() -> with(which, hostile)).as("field %d", field).isInstanceOf(InvalidValue.class);
        }
    }

    private static ImageRequest with(int field, String word) {
        String[] fields = {"24.10.2", "r1", "toy/generic", "acme_one"};
        fields[field] = field == 2 ? "toy/" + word : word;
        return new ImageRequest(fields[0], fields[1], fields[2], fields[3], null, null, null, null, null, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc",
                "https://",
                "ftp://a.example",
                "https://a.example/ x",
                "https://a.example/\nsrc",
                "javascript:x",
                "https://a.example/$(reboot)",
                "https://a.example/\"",
                "-o https://a.example",
                "https://a.example/#x"
            })
    void aRepositoryIsAnAddressOfTheWeb(String hostile) {
        assertThatThrownBy(() -> other(new Repositories(Map.of("a", hostile), true, null)))
                .isInstanceOf(InvalidValue.class);
    }

    @Test
    void thereIsAnEndToWhatIsTaken() {
        List<String> many =
                IntStream.range(0, 100_000).mapToObj(i -> "package" + i).toList();
        assertThatThrownBy(() -> request(new Packages(many, null, false)))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("at most 2000");
        assertThatThrownBy(() -> request(names("x".repeat(200)))).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> request(null).starting("x".repeat(20_481))).isInstanceOf(InvalidValue.class);
        assertThat(request(null).starting("x".repeat(20_480)).firstStart()).isPresent();
        for (int size : new int[] {-1, 0, 1025, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> new ImageRequest(
                            "24.10.2", "", "toy/generic", "acme_one", null, null, size, null, null, null))
                    .isInstanceOf(InvalidValue.class);
        }
        assertThatThrownBy(() -> other(new Repositories(null, true, Collections.nCopies(21, "key"))))
                .isInstanceOf(InvalidValue.class);
    }

    @Test
    void aClientIsShownAsPlainTextAndCutShort() {
        ImageRequest request = new ImageRequest(
                "24.10.2", "", "toy/generic", "a", null, null, null, null, null, "owut/\u001b[31m" + "x".repeat(500));

        assertThat(request.client()).startsWith("owut/?[31mxxx").hasSize(100);
    }

    @Test
    void whatRunsAtTheFirstStartIsNotInItsWords() {
        assertThat(request(names("a")).starting("psk=geheim"))
                .hasToString("24.10.2 toy/generic acme_one with 1 packages and defaults");
    }

    @Test
    void itIsReadAsItWasWritten() throws Exception {
        ImageRequest request = new ImageRequest(
                "24.10.2",
                "r1",
                "toy/generic",
                "acme_one",
                new Packages(null, Map.of("a", "1", "-b", ""), true),
                null,
                64,
                "ext4",
                new Repositories(Map.of("x", "https://a.example/"), true, List.of("key\nkey")),
                "owut/1");

        assertThat(Json.MAPPER.readValue(Json.text(request), ImageRequest.class))
                .isEqualTo(request);
    }
}
