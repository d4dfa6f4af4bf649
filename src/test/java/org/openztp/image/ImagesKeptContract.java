package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Tx;
import org.openztp.http.Problem;

/** How long images are kept, and who finds them. */
abstract class ImagesKeptContract extends ImageStage {
    private static final Caller OPERATOR = new Caller(1, "maria", Role.OPERATOR, "");

    @Test
    void imagesAreKeptAsLongAsTheyAreTheAnswer() throws IOException {
        ImageRequest plain = request();
        ImageRequest versions = new ImageRequest(
                ToyCatalogue.VERSION,
                "",
                ToyCatalogue.TARGET,
                "acme_one",
                new ImageRequest.Packages(null, Map.of("tcpdump", "1.0-1"), false),
                null,
                null,
                null,
                null,
                null);
        ImageRequest secret = request().starting("psk=geheim");
        for (ImageRequest each : List.of(plain, versions, secret)) {
            order(each);
            workOnce();
            assertMade(each);
        }
        assertKept(Duration.ofMinutes(29), plain, versions, secret);
        assertKept(Duration.ofMinutes(2), plain, versions);
        assertKept(Duration.ofHours(23), plain, versions);
        assertKept(Duration.ofHours(1), versions);
        assertKept(Duration.ofDays(5).plusHours(23), versions);
        assertKept(Duration.ofHours(2));
    }

    private void assertKept(Duration later, ImageRequest... kept) throws IOException {
        clock.advance(later);
        care(Long.MAX_VALUE).run();
        List<String> hashes = new ArrayList<>();
        for (ImageRequest each : kept) {
            assertThat(find(each)).isPresent();
            hashes.add(each.hash());
        }
        try (var folders = Files.list(home.resolve("made"))) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(hashes);
        }
    }

    @Test
    void onePinnedIsKeptUntilItIsNotAndAnswersMeanwhile() throws IOException {
        ImageRequest request = request();
        order(request);
        workOnce();
        orders.pin(build(request).id(), true);

        assertKept(Duration.ofDays(30), request);
        assertThat(order(request).state()).isEqualTo(BuildState.DONE);
        care(0).run();
        assertMade(request);
        orders.pin(build(request).id(), false);
        assertKept(Duration.ZERO);
    }

    @Test
    void whenAllTogetherHaveTooMuchTheLeastUsedGo() throws IOException {
        for (int i = 1; i <= 10; i++) {
            order(request(i));
            workOnce();
            clock.advance(Duration.ofMinutes(20));
        }
        order(request(1));

        care(10 * 8 - 1).run();

        assertThat(find(request(1))).as("used just now").isPresent();
        assertThat(find(request(2))).isEmpty();
        assertThat(find(request(3))).isEmpty();
        assertThat(find(request(5))).isPresent();
        assertThat(results.folder(request(2).hash())).doesNotExist();
    }

    @Test
    void aDatabaseAndAFolderOfDifferentBackupsAreBroughtTogether() throws IOException {
        for (int i = 1; i <= 2; i++) {
            order(request(i));
            workOnce();
        }
        Folders.delete(results.folder(request(1).hash()));
        String nobodys = "0".repeat(64);
        Files.createDirectories(results.folder(nobodys));

        care(Long.MAX_VALUE).run();

        assertThat(find(request(1))).as("no files").isEmpty();
        assertMade(request(2));
        assertThat(results.folder(nobodys)).doesNotExist();
    }

    @Test
    void whatRunsAtTheFirstStartIsSealedAndOpenedForTheBuilderAlone() {
        ImageRequest request = request().starting("psk=geheim");
        order(request);

        String stored = test.db()
                .tx(tx -> tx.em()
                        .createQuery("select b.request from ImageBuild b", String.class)
                        .getSingleResult());
        assertThat(stored).contains("acme_one").doesNotContain("geheim");
        assertThat(build(request).sealedDefaults())
                .hasValueSatisfying(bytes -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .doesNotContain("geheim"));
        workOnce();
        assertThat(builder.orders.get(0).request().firstStart()).contains("psk=geheim");
        assertThat(orders.show(build(request).id()).toString()).doesNotContain("geheim");
    }

    @Test
    void aSeedIsMadeByWhoKeepsSecretsAndItsFilesAreFoundByNoHash() throws Exception {
        Function<Tx, String> defaults = tx -> "psk='geheim'";
        ImageBuild seed = builds.orderSeed(request("tcpdump"), defaults, "maria");
        ImageBuild another = builds.orderSeed(request("tcpdump"), defaults, "maria");
        ImageRequest plain = request("tcpdump").starting("psk='geheim'");
        order(plain);
        assertThat(List.of(seed.hash(), another.hash(), plain.hash())).doesNotHaveDuplicates();

        assertThat(queue.claim(false).map(BuildQueue.Claim::hash)).hasValue(plain.hash());
        assertThat(queue.claim(false)).isEmpty();
        assertThat(workOnce()).isTrue();

        assertThat(builder.orders.get(0).request().firstStart()).hasValue("psk='geheim'");
        assertThat(results.find(seed.hash(), "image.bin")).isEmpty();
        assertThat(orders.file(seed.id(), "image.bin", OPERATOR)).hasContent("acme_one");
        assertThatThrownBy(() -> orders.file(another.id(), "image.bin", OPERATOR))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> orders.file(seed.id(), "../image.bin", OPERATOR))
                .isInstanceOf(Problem.class);
        clock.advance(Duration.ofHours(23));
        care(Long.MAX_VALUE).run();
        assertThat(orders.file(seed.id(), "image.bin", OPERATOR)).exists();
        clock.advance(Duration.ofHours(2));
        care(Long.MAX_VALUE).run();
        assertThat(home.resolve("made").resolve(seed.hash())).doesNotExist();
        assertThat(find(plain)).isPresent();
    }

    @Test
    void aSeedThatCannotBeAskedForLeavesNothingBehind() {
        List<String> asked = new ArrayList<>();

        assertThatThrownBy(() -> builds.orderSeed(
                        request("nonsense"),
                        tx -> {
                            asked.add("secret");
                            return "true";
                        },
                        "maria"))
                .isInstanceOf(Refused.class);

        assertThat(asked).hasSize(1);
        assertThat(workOnce()).isFalse();
    }
}
