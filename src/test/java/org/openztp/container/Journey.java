package org.openztp.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.openztp.testkit.FakeRouter;

/** One way through all the steps in one container; each builds on those before it. */
final class Journey implements AutoCloseable {
    /** Makes the container that the journey goes through. */
    interface SiteMaker {
        Site at(Place place) throws IOException;
    }

    static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String MAC = "02:00:5e:10:00:01";
    private static final String SERVER_URL = "http://ztp.example.net:8088/x/ztp";
    private static final byte[] IMAGE = new byte[300_000];

    static {
        new Random(7).nextBytes(IMAGE);
    }

    private final FakeRouter router = new FakeRouter(MAC, "24.10.1");
    private final Place place;
    private final Site site;
    private final Client client;
    private final Leftovers leftovers;
    private Client.Stream events;
    private long device;

    Journey(Place place, SiteMaker maker) throws IOException {
        this.place = place;
        place.settings().put("server_url", SERVER_URL);
        place.settings().put("provision.ssh-port", "" + router.sshd().port());
        place.settings().put("provision.backoff", "1s");
        place.settings().put("provision.backoff-max", "2s");
        site = maker.at(place);
        client = new Client(site.url(), place.home());
        leftovers = new Leftovers(place, site);
    }

    void make(Cell cell) throws Exception {
        Files.createDirectories(place.home().resolve("fw/24.10"));
        Files.write(place.home().resolve("fw/24.10/acme-one.bin"), IMAGE);
        Switch.provideFor(place.home().resolve("conf"));
        leftovers.start();
        leftovers.remember();
        cell.carryOut(Step.SAME_BYTES, this::isDeployedByteForByte);
        cell.carryOut(Step.BOOTSTRAP, this::givesTheBootstrapScript);
        cell.carryOut(Step.REGISTER, this::registersARouter);
        cell.carryOut(Step.PROVISION, this::provisionsItOverSsh);
        cell.carryOut(Step.LIVE_EVENTS, this::toldOfItAsItHappened);
        cell.carryOut(Step.FIRMWARE, this::servesARangeOfAFile);
        cell.carryOut(Step.SWITCH, this::servesASwitch);
        cell.carryOut(Step.WAITING_JOB, this::goesOnWithAWaitingJobAfterARestart);
        cell.carryOut(Step.LOGGING, this::logsAsTheContainerDoes);
        cell.carryOut(Step.RUNNING_JOB, this::finishesAJobThatRanAtTheUndeployOnce);
        cell.carryOut(Step.REDEPLOYS, () -> leftovers.ofRedeploys(this::provisionsAgain));
        cell.carryOut(Step.OWN_FOLDER, leftovers::ofFiles);
    }

    private String isDeployedByteForByte() throws IOException {
        site.deploy();
        awaitHealth();
        assertThat(site.deployed()).hasSameBinaryContentAs(WarAsBuilt.FILE);
        assertThat(site.log().lines()).as("warnings of us").noneMatch(line -> line.matches(".* WARN.*org\\.openztp.*"));
        return Cell.GREEN;
    }

    private String givesTheBootstrapScript() {
        HttpResponse<byte[]> answer = client.send(client.request("/bootstrap"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .startsWith("#!/bin/sh")
                .contains("\nZTP_SERVER='" + SERVER_URL + "'\n")
                .doesNotContain("#@");
        return Cell.GREEN;
    }

    private String registersARouter() {
        events = client.events();
        JsonNode answer = client.json(client.request("/register")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"mac\":\"%s\",\"hostname\":\"OpenWrt\",\"release\":\"24.10.1\",\"board_name\":\"acme,one\"}"
                                .formatted(MAC))));
        assertThat(answer.path("mac").asText()).isEqualTo(MAC);
        device = answer.path("id").asLong();
        return Cell.GREEN;
    }

    private String provisionsItOverSsh() {
        awaitState("PROVISIONED");
        assertThat(router.starts()).isOne();
        assertThat(router.registerConf()).contains("ztp_server=" + SERVER_URL + "\n");
        assertThat(router.authorizedKeys()).hasSize(2);
        return Cell.GREEN;
    }

    private String toldOfItAsItHappened() {
        List<String> told =
                client.json(client.operator("/events?limit=500&device=" + device)).findValuesAsText("id").stream()
                        .map(id -> "id: " + id)
                        .toList();
        assertThat(told).hasSizeGreaterThan(2);
        await("the live events")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(events.lines()).containsAll(told));
        assertThat(events.end()).isNotDone();
        return Cell.GREEN;
    }

    private String servesARangeOfAFile() {
        String path = "/fw/24.10/acme-one.bin";
        HttpResponse<byte[]> part = client.send(client.request(path).header("Range", "bytes=100000-249999"));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(IMAGE, 100_000, 250_000));
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 100000-249999/300000");
        String tag = part.headers().firstValue("ETag").orElseThrow();
        assertThat(client.send(client.request(path)).body()).isEqualTo(IMAGE);
        HttpResponse<byte[]> unchanged = client.send(client.request(path).header("If-None-Match", tag));
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        return Cell.GREEN;
    }

    private String servesASwitch() throws IOException {
        new Switch(client, SERVER_URL).goesItsWay();
        return Cell.GREEN;
    }

    private String goesOnWithAWaitingJobAfterARestart() throws IOException {
        int before = router.starts();
        router.sshd().down();
        retry();
        awaitState("RETRYING");
        site.logOnlyWarnings();
        site.stop();
        assertThat(events.end()).succeedsWithin(PATIENCE);
        leftovers.start();
        awaitHealth();
        router.sshd().up();
        awaitState("PROVISIONED");
        assertThat(router.starts()).isEqualTo(before + 1);
        return Cell.GREEN;
    }

    /** Told at the first start, not at the second one, which was to tell warnings alone. */
    private String logsAsTheContainerDoes() throws IOException {
        Pattern started = Pattern.compile(site.logLine("INFO", "org.openztp.app.Boot") + "OpenZTP \\S+ on "
                + Pattern.quote(place.home().toString()));
        assertThat(started.matcher(site.log()).results()).hasSize(1);
        Pattern refused = Pattern.compile(site.logLine("WARN(?:ING)?", "org.openztp.auth.SignIn") + "refused sign-in");
        assertThat(refused.matcher(site.log()).results()).isEmpty();
        client.send(client.request("/ui/sign-in")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=nobodys")));
        await("the warning")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(refused.matcher(site.log()).results()).hasSize(1));
        return Cell.GREEN;
    }

    private String finishesAJobThatRanAtTheUndeployOnce() throws Exception {
        int before = router.starts();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger effects = new AtomicInteger();
        router.script(shell -> {
            begun.countDown();
            mayEnd.await();
            return effects.getAndIncrement();
        });
        events = client.events();
        retry();
        assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        site.undeploy();
        assertThat(events.end()).succeedsWithin(PATIENCE);
        assertThat(effects).hasValue(0);
        mayEnd.countDown();
        site.deploy();
        awaitState("PROVISIONED");
        assertThat(effects).hasValue(1);
        assertThat(router.starts()).isEqualTo(before + 1);
        router.script(shell -> 0);
        return Cell.GREEN;
    }

    /** What each of the redeployed applications does, so that it has something to leave behind. */
    private void provisionsAgain() {
        awaitHealth();
        assertThat(client.send(client.request("/ui/sign-in")).statusCode()).isEqualTo(200);
        client.events();
        retry();
        awaitState("PROVISIONED");
    }

    private void retry() {
        client.json(client.operator("/devices/" + device + "/retry").POST(BodyPublishers.noBody()));
    }

    private void awaitHealth() {
        await("the application")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> client.send(client.request("/health")).statusCode() == 200);
    }

    private void awaitState(String state) {
        await(state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> client.json(client.operator("/devices/" + device))
                        .path("state")
                        .asText()
                        .equals(state));
    }

    @Override
    public void close() {
        router.close();
        site.close();
    }
}
