package org.openztp.firmware.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.auth.Role;
import org.openztp.auth.Secrets;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.StalledDownloads;

/** What the store gives to whom, as clients see it who mean no good too. */
class ImageServletIT extends WithImageServer {
    private static String words(HttpResponse<byte[]> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void operatorsReadItWholeAndInParts(boolean sendfile) {
        serve(sendfile);
        HttpResponse<byte[]> whole = send(as(Role.OPERATOR, path));
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(content);
        assertThat(whole.headers().firstValue("ETag")).contains('"' + sha256(content) + '"');
        assertThat(whole.headers().firstValue("Cache-Control")).contains("private, no-cache");

        HttpResponse<byte[]> part = send(as(Role.ADMIN, path).header("Range", "bytes=100-"));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, 100, content.length));
        assertThat(send(as(Role.OPERATOR, path).header("If-None-Match", '"' + sha256(content) + '"'))
                        .statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> head = send(as(Role.OPERATOR, path).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.headers().firstValue("Content-Length")).contains("" + content.length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRouterFetchesTheRestByItsTokenAlone(boolean sendfile) {
        serve(sendfile);
        HttpResponse<byte[]> whole = post(path, "token=" + TOKEN + "&from=0");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(content);

        HttpResponse<byte[]> rest = post(path, "from=4000&token=" + TOKEN + "\n");
        assertThat(rest.statusCode()).isEqualTo(200);
        assertThat(rest.headers().firstValue("Content-Length")).contains("" + (content.length - 4000));
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(content, 4000, content.length));

        HttpRequest.Builder newer = server.request(path).header("Authorization", "Bearer " + TOKEN);
        assertThat(send(newer.header("Range", "bytes=4000-")).body()).isEqualTo(rest.body());
        HttpResponse<byte[]> beyond = post(path, "token=" + TOKEN + "&from=" + content.length);
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */" + content.length);
        assertThat(words(beyond)).contains("the file has " + content.length + " bytes");
    }

    @Test
    void whoMayNotHaveItDoesNotLearnWhetherItIsThere() {
        serve(true);
        String absent = "/firmware/images/" + sha256(image(2, "acme,one"));
        String wrong = Secrets.token();
        HttpResponse<byte[]> refused = post(path, "token=" + wrong);

        assertThat(refused.statusCode()).isEqualTo(403);
        for (String address : Set.of(path, absent, "/firmware/images/x", path + "/", path + "%2f")) {
            HttpResponse<byte[]> answer = post(address, "token=" + wrong);
            assertThat(answer.statusCode()).as(address).isIn(403, 400);
            if (answer.statusCode() == 403) {
                assertThat(words(answer)).isEqualTo(words(refused));
                assertThat(answer.headers().map().keySet())
                        .isEqualTo(refused.headers().map().keySet());
            }
            HttpResponse<byte[]> stranger = send(server.request(address));
            assertThat(stranger.statusCode()).as(address).isIn(401, 400);
            HttpResponse<byte[]> bearer = send(server.request(address).header("Authorization", "Bearer " + wrong));
            assertThat(bearer.statusCode()).as(address).isIn(403, 400);
        }
        assertThat(post(absent, "token=" + TOKEN).statusCode()).isEqualTo(403);
        assertThat(post(path, "").statusCode()).isEqualTo(403);
        assertThat(post(path + "?token=" + TOKEN, "from=0").statusCode()).isEqualTo(403);
        for (Role role : Set.of(Role.VIEWER, Role.ANNOUNCER)) {
            assertThat(send(as(role, path)).statusCode()).as(role.toString()).isEqualTo(403);
            assertThat(send(as(role, absent)).statusCode()).as(role.toString()).isEqualTo(403);
        }
        assertThat(send(as(Role.OPERATOR, absent)).statusCode()).isEqualTo(404);
    }

    @Test
    void aTokenThatHoldsNoMoreGivesNothing() {
        serve(true);
        assertThat(post(path, "token=" + TOKEN).statusCode()).isEqualTo(200);
        given = Set.of();
        assertThat(post(path, "token=" + TOKEN).statusCode()).isEqualTo(403);
    }

    @Test
    void otherMethodsAreRefused() {
        serve(true);
        for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS")) {
            HttpResponse<byte[]> answer = send(as(Role.ADMIN, path).method(method, BodyPublishers.noBody()));
            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, POST");
        }
        assertThat(place(content)).exists();
    }

    @Test
    void aFormThatIsNoneIsRefusedInWords() {
        serve(true);
        for (String form : List.of("from=-1", "from=x", "from=99999999999999999999", "from=%", "from=%zz")) {
            HttpResponse<byte[]> answer = post(path, "token=" + TOKEN + "&" + form);
            assertThat(answer.statusCode()).as(form).isEqualTo(400);
            assertThat(words(answer)).isNotBlank();
        }
        assertThat(post(path, "token=" + TOKEN + "&from=999999999999999999").statusCode())
                .isEqualTo(416);
        assertThat(post(path, "token=" + TOKEN + "&&=&a&=b").statusCode()).isEqualTo(200);
        assertThat(post(path, "token=" + TOKEN + "&a=" + "x".repeat(5000)).statusCode())
                .isEqualTo(413);
    }

    @Test
    void aFormThatBreaksOffIsNoFault() throws IOException {
        serve(true);
        try (Socket router = new Socket("127.0.0.1", server.port())) {
            router.setSoTimeout(60_000);
            String head = "POST /ztp" + path + " HTTP/1.1\r\nHost: ztp\r\nContent-Length: 50\r\n\r\ntoken=";
            router.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            router.shutdownOutput();
            String answer = new String(router.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void aFileThatIsNotWhatItWasIsNotGivenAndStatusNamesIt() throws IOException {
        serve(true);
        Files.write(place(content), Arrays.copyOf(content, content.length - 1));

        HttpResponse<byte[]> answer = post(path, "token=" + TOKEN);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(words(answer)).contains("its file was changed");
        assertThat(store.faults()).containsExactly("firmware one.bin: its file was changed");

        Files.write(place(content), content);
        assertThat(words(send(as(Role.OPERATOR, path)))).contains("its file was changed");
        clock.advance(BlobCare.DOUBT.plusSeconds(1));
        look();
        assertThat(send(as(Role.OPERATOR, path)).statusCode()).isEqualTo(200);

        Files.delete(place(content));
        assertThat(words(send(as(Role.OPERATOR, path)))).contains("its file is missing");
        assertThat(store.faults()).containsExactly("firmware one.bin: its file is missing");
    }

    @Test
    void anImageThatWasRemovedIsGoneAtOnce() {
        serve(true);
        remove(show(keep(build("campus", "2"), "one.bin", content).image().id()).id());
        assertThat(send(as(Role.OPERATOR, path)).statusCode()).isEqualTo(200);
        db().run(tx -> tx.em().createQuery("delete from StoredImage").executeUpdate());
        assertThat(post(path, "token=" + TOKEN).statusCode()).isEqualTo(404);
    }

    @Test
    void beforeItIsUsedItIsRead() throws IOException {
        serve(true);
        long id = keep(build("campus", "2"), "one.bin", content).image().id();
        assertThat(store.vetting().verify(id)).isEmpty();

        byte[] tampered = content.clone();
        tampered[2000] ^= 1;
        Files.write(place(content), tampered);
        assertThat(store.vetting().verify(id)).contains("its file was changed");
        assertThat(post(path, "token=" + TOKEN).statusCode()).isEqualTo(404);

        Files.write(place(content), content);
        assertThat(store.vetting().verify(id)).isEmpty();
        assertThat(store.faults()).isEmpty();
        assertThat(store.vetting().verify(id + 1)).contains("it was removed from the store");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoHundredStalledDownloadsKeepNobodyWaiting(boolean sendfile) throws IOException {
        blobs = new Blobs(folder, 32 << 20);
        images = new StoredImages(blobs, uses, clock);
        uploads = new Uploads(db(), blobs, images, signatures, types);
        store = store(0, 32 << 20);
        serve(sendfile);
        byte[] large = SampleImage.uImage(3, 24_000_000)
                .metadata(SampleImage.json("acme,large", "24.10.2"))
                .bytes();
        keep(build("campus", "2"), "large.bin", large);
        given = Set.of(sha256(large) + TOKEN);
        String address = "/ztp/firmware/images/" + sha256(large);

        try (StalledDownloads downloads =
                StalledDownloads.of(address, server.port(), 200, "Authorization: Bearer " + TOKEN)) {
            long before = System.nanoTime();
            assertThat(server.get("/bootstrap").body()).isEqualTo("here");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
            assertThat(downloads.body(100).readAllBytes()).isEqualTo(large);
        }
    }
}
