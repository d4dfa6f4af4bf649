package org.openztp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.http.Problem;
import org.openztp.job.Jobs;
import org.openztp.job.Next;
import org.openztp.openwrt.InvalidValue;
import org.openztp.testkit.QueryPlan;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.SqlRecord;
import org.openztp.testkit.TestDb;

/** Signals to webhooks, on whichever database the subclass opens; jobs are run by the test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SignalsContract {
    private static final String KEY = "0123456789abcdef";
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Signal FAILED = Signal.of("upgrade.failed", "Upgrade 7 of ap-1 \n to campus/24.10.2: failed")
            .with("upgrade", 7)
            .with("name", "ap-\"1\"")
            .with("code", null);

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();
    private TestDb test;
    private Jobs jobs;
    private Receiver receiver;
    private Targets targets;
    private Outbox outbox;
    private WebhookChannel webhooks;
    private DeliveryJob job;

    abstract TestDb open();

    @BeforeAll
    void openDb() {
        test = open();
    }

    @BeforeEach
    void start() throws IOException {
        test.db().run(tx -> {
            tx.em().createNativeQuery("delete from signal_delivery").executeUpdate();
            tx.em().createNativeQuery("delete from scheduled_tasks").executeUpdate();
        });
        jobs = new Jobs(test.db(), "idle", 1, clock);
        receiver = new Receiver();
        Files.createDirectories(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys/signal-ops"), KEY + "\n");
        targets("targets: [{name: ops, kinds: ['upgrade.*'], webhook: {url: '" + receiver.url("/hook")
                + "', key-file: signal-ops}}]");
        targets = new Targets(folder.resolve("signals.yaml"), folder.resolve("keys"), clock);
        outbox = new Outbox(targets, jobs, clock);
        webhooks = new WebhookChannel(targets.secrets(), clock, SOON);
        job = job(webhooks);
    }

    private DeliveryJob job(Channel channel) {
        return new DeliveryJob(test.db(), outbox, targets, channel, new Random(1));
    }

    @AfterEach
    void stop() {
        webhooks.close();
        receiver.close();
        jobs.close();
    }

    @AfterAll
    void closeDb() {
        test.close();
    }

    private void targets(String yaml) throws IOException {
        Files.writeString(folder.resolve("signals.yaml"), yaml);
        clock.advance(Duration.ofSeconds(1));
    }

    private long tell() {
        test.db().run(tx -> outbox.tell(tx, FAILED));
        return all().get(0).id();
    }

    private List<Delivery> all() {
        return test.db().tx(tx -> outbox.list(tx, null, null, 100)).items();
    }

    private Delivery get(long id) {
        return test.db().tx(tx -> outbox.find(tx, id).orElseThrow());
    }

    private Next run(long id) {
        try {
            return job.run(id);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Instant runAgain(long id) {
        Next next = run(id);
        assertThat(next).isInstanceOf(Next.Again.class);
        return ((Next.Again) next).at();
    }

    @Test
    void whatIsToldIsStoredWithItsJobIfAndOnlyIfTheTransactionCommits() {
        assertThatThrownBy(() -> test.db().run(tx -> {
                    outbox.tell(tx, FAILED);
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        assertThat(all()).isEmpty();
        assertThat(jobs.counts().waiting()).isZero();

        tell();
        assertThat(all()).hasSize(1);
        assertThat(jobs.counts().waiting()).isOne();
        assertThat(receiver.got()).as("nothing is sent by the transaction").isEmpty();
    }

    @Test
    void aTargetIsToldWhatItWantsToKnow() throws IOException {
        String hook = "webhook: {url: 'http://127.0.0.1:1/', key-file: signal-ops}}";
        targets("targets: [{name: all, " + hook + ", {name: star, kinds: ['*'], " + hook
                + ", {name: failed, kinds: [upgrade.failed], " + hook
                + ", {name: rollouts, kinds: ['rollout.*', upgrade.succeeded], " + hook + "]");
        test.db().run(tx -> outbox.tell(tx, FAILED));
        assertThat(all()).extracting(Delivery::target).containsExactlyInAnyOrder("all", "star", "failed");
        test.db().run(tx -> outbox.tell(tx, Signal.of("rollout.paused", "paused")));
        assertThat(all()).extracting(Delivery::target).contains("rollouts");
    }

    @Test
    void aWebhookGetsJsonSignedByItsKey() throws Exception {
        long id = tell();
        assertThat(run(id)).isEqualTo(Next.done());

        Receiver.Got got = receiver.got().get(0);
        assertThat(got.path()).isEqualTo("/hook");
        JsonNode body = new ObjectMapper().readTree(got.body());
        assertThat(body.path("kind").asText()).isEqualTo("upgrade.failed");
        assertThat(body.path("subject").asText()).isEqualTo("Upgrade 7 of ap-1   to campus/24.10.2: failed");
        assertThat(Instant.parse(body.path("at").asText())).isEqualTo(get(id).createdAt());
        assertThat(body.path("fields").toString()).isEqualTo("{\"upgrade\":7,\"name\":\"ap-\\\"1\\\"\"}");
        assertThat(got.header("Content-Type")).startsWith("application/json");
        assertThat(got.header("X-OpenZTP-Event")).isEqualTo("upgrade.failed");
        assertThat(UUID.fromString(got.header("X-OpenZTP-Delivery"))).hasToString(get(id).uuid());
        String time = got.header("X-OpenZTP-Timestamp");
        assertThat(Long.parseLong(time)).isEqualTo(clock.instant().getEpochSecond());
        assertThat(got.header("X-OpenZTP-Signature")).isEqualTo("sha256=" + hmac(time + "." + got.body()));
        assertThat(get(id).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(get(id).answer()).isEqualTo("answered 204");
        assertThat(get(id).attempts()).isOne();
        assertThat(run(id)).as("the job once more").isEqualTo(Next.done());
        assertThat(receiver.got()).hasSize(1);
    }

    private static String hmac(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aTargetThatTakesNothingIsTriedMoreAndMoreSeldomForADayAndThenGivenUp() {
        receiver.status = 500;
        receiver.says = "not\r\nnow";
        long id = tell();
        Instant first = clock.instant();
        List<Long> pauses = new ArrayList<>();
        while (get(id).state() == DeliveryState.WAITING) {
            Next next = run(id);
            if (next instanceof Next.Again again) {
                pauses.add(Duration.between(clock.instant(), again.at()).toSeconds());
                clock.set(again.at());
            }
        }

        assertThat(pauses.get(0)).isBetween(45L, 75L);
        assertThat(pauses.get(1)).isBetween(90L, 150L);
        assertThat(pauses.subList(8, pauses.size() - 1))
                .allSatisfy(pause -> assertThat(pause).isBetween(2700L, 4500L));
        assertThat(Duration.between(first, clock.instant())).isEqualTo(Duration.ofHours(24));
        assertThat(get(id).state()).isEqualTo(DeliveryState.GIVEN_UP);
        assertThat(get(id).answer())
                .isEqualTo("given up after " + receiver.got().size() + " attempts: answered 500: not now");
        assertThat(receiver.got()).hasSizeGreaterThan(20);
        assertThat(receiver.got().stream().map(got -> got.header("X-OpenZTP-Delivery")))
                .as("so that doubles are noticed")
                .containsOnly(get(id).uuid());
    }

    @Test
    void whatWasGivenUpIsTriedAgainWhenAnOperatorSaysSo() {
        receiver.status = 410;
        receiver.says = "x".repeat(1000);
        long id = tell();
        assertThat(run(id)).isEqualTo(Next.done());
        assertThat(get(id).state()).isEqualTo(DeliveryState.GIVEN_UP);
        assertThat(get(id).answer()).isEqualTo("answered 410: " + "x".repeat(200));
        assertThat(get(id).endedAt()).isEqualTo(clock.instant());

        receiver.status = 200;
        clock.advance(Duration.ofDays(2));
        test.db().run(tx -> outbox.tryAgain(tx, id));
        assertThat(get(id).endedAt()).isNull();
        assertThat(jobs.counts().waiting()).isOne();
        assertThat(run(id)).isEqualTo(Next.done());
        assertThat(get(id).state()).isEqualTo(DeliveryState.DELIVERED);

        assertThatThrownBy(() -> test.db().run(tx -> outbox.tryAgain(tx, id)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("was delivered");
        assertThatThrownBy(() -> test.db().run(tx -> outbox.tryAgain(tx, id + 1)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no signal");
    }

    @Test
    void aRedirectIsNotFollowed() {
        receiver.status = 307;
        long id = tell();
        runAgain(id);
        assertThat(receiver.got()).extracting(Receiver.Got::path).containsExactly("/hook");
        assertThat(get(id).answer()).isEqualTo("answered 307; redirects are not followed");
    }

    @Test
    void aTargetThatNeverEndsItsAnswerIsLeftAlone() {
        receiver.status = 200;
        receiver.hangs = true;
        long id = tell();
        runAgain(id);
        assertThat(get(id).answer()).startsWith("no answer within");
    }

    @Test
    void aTargetThatIsNotThereIsTriedAgainAndItsAddressNotShown() throws IOException {
        targets("targets: [{name: ops, webhook: {url: 'http://127.0.0.1:1/geheim', key-file: signal-ops}}]");
        long id = tell();
        runAgain(id);
        assertThat(get(id).answer()).startsWith("not reached: ").doesNotContain("geheim");
    }

    @Test
    void withoutItsKeyNothingIsSent() throws IOException {
        Files.delete(folder.resolve("keys/signal-ops"));
        long id = tell();
        runAgain(id);
        assertThat(receiver.got()).isEmpty();
        assertThat(get(id).answer()).contains("keys/signal-ops: there is no such file");
    }

    @Test
    void aTargetThatIsTakenOutOfTheFileGetsNothingMore() throws IOException {
        long id = tell();
        targets("targets: []");
        assertThat(run(id)).isEqualTo(Next.done());
        assertThat(get(id).state()).isEqualTo(DeliveryState.GIVEN_UP);
        assertThat(get(id).answer()).contains("names no such target");
    }

    @Test
    void aServerKilledAfterTheSendingSendsOnceMoreTheSame() {
        long id = tell();
        DeliveryJob mortal = job((target, delivery) -> {
            webhooks.send(target, delivery);
            throw new IllegalStateException("killed");
        });
        assertThatThrownBy(() -> mortal.run(id)).hasMessage("killed");
        assertThat(get(id).state()).isEqualTo(DeliveryState.WAITING);

        run(id);
        assertThat(receiver.got()).hasSize(2);
        assertThat(receiver.got().get(0).body()).isEqualTo(receiver.got().get(1).body());
        assertThat(receiver.got().get(0).header("X-OpenZTP-Delivery"))
                .isEqualTo(receiver.got().get(1).header("X-OpenZTP-Delivery"));
    }

    @Test
    void afterAFailureTheOthersToTheSameTargetWaitWithoutAnAttempt() {
        receiver.status = 503;
        long first = tell();
        long second = tell();
        runAgain(first);
        Instant later = runAgain(second);

        assertThat(receiver.got()).hasSize(1);
        assertThat(get(second).attempts()).isZero();
        assertThat(Duration.between(clock.instant(), later)).isBetween(Lanes.REST, Lanes.REST.multipliedBy(2));
        receiver.status = 200;
        clock.set(later);
        assertThat(run(second)).isEqualTo(Next.done());
    }

    @Test
    void aTestGoesToTheNamedTargetWhateverItWants() {
        Delivery made = test.db().tx(tx -> outbox.test(tx, "ops", "maria"));
        run(made.id());
        assertThat(receiver.got().get(0).header("X-OpenZTP-Event")).isEqualTo("test");
        assertThat(receiver.got().get(0).body()).contains("A test, asked for by maria");
        for (String name : new String[] {"nobody", "", null}) {
            assertThatThrownBy(() -> test.db().run(tx -> outbox.test(tx, name, "maria")))
                    .isInstanceOf(InvalidValue.class)
                    .hasMessageContaining("one of [ops]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"targets: [{name: ops}]", "targets: {", "nonsense: 1"})
    void aBadFileKeepsNobodyFromHisWork(String yaml) throws IOException {
        targets(yaml);
        targets = new Targets(folder.resolve("signals.yaml"), folder.resolve("keys"), clock);
        outbox = new Outbox(targets, jobs, clock);
        test.db().run(tx -> outbox.tell(tx, FAILED));
        assertThat(all()).isEmpty();
    }

    @Test
    void whatIsOldIsForgotten() {
        long old = tell();
        run(old);
        clock.advance(Duration.ofDays(10));
        long young = tell();
        run(young);
        long waiting = tell();
        clock.advance(Duration.ofHours(1));
        test.db().run(tx -> outbox.prune(tx, outbox.now().minus(Duration.ofDays(1))));
        assertThat(all()).extracting(Delivery::id).containsExactly(waiting, young);
    }

    @Test
    void listsAndCountsAreReadAlongAnIndex() {
        test.db().run(tx -> {
            for (int i = 0; i < 1500; i++) {
                Delivery row = new Delivery("ops", FAILED, "{}", clock.instant());
                if (i % 3 > 0) {
                    row.delivered("answered 200", clock.instant());
                }
                tx.em().persist(row);
            }
        });
        long newest = all().get(0).id();
        for (String cursor : new String[] {null, String.valueOf(newest - 700)}) {
            holds(200, () -> test.db().run(tx -> outbox.list(tx, null, cursor, 20)));
            holds(200, () -> test.db().run(tx -> outbox.list(tx, DeliveryState.WAITING, cursor, 20)));
        }
        holds(200, () -> test.db().run(tx -> outbox.find(tx, newest)));
        holds(
                4000,
                () -> assertThat(test.db().tx(outbox::countByState))
                        .isEqualTo(Map.of(DeliveryState.WAITING, 500L, DeliveryState.DELIVERED, 1000L)));
        assertThat(test.db()
                        .tx(tx -> outbox.list(tx, DeliveryState.WAITING, null, 20))
                        .items())
                .hasSize(20)
                .allSatisfy(row -> assertThat(row.state()).isEqualTo(DeliveryState.WAITING));
    }

    private void holds(long mostRows, Runnable request) {
        List<SqlRecord.Executed> statements = test.sql().executedDuring(request);
        assertThat(statements).isNotEmpty().allSatisfy(statement -> {
            QueryPlan plan = QueryPlan.of(test.db(), statement);
            assertThat(plan.fullScan()).as("%s%n%s", statement, plan).isFalse();
            assertThat(plan.rowsRead()).as("%s%n%s", statement, plan).isLessThanOrEqualTo(mostRows);
        });
    }
}
