package org.openztp.upgrade;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.openwrt.Facts;
import org.openztp.script.FetchedRun;
import org.openztp.script.ScriptRun;
import org.openztp.script.ScriptRunState;
import org.openztp.script.Unreachable;
import org.openztp.testkit.MortalSsh.Killed;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;

/** The agent of a simulated router: asks, has the router run what it is given, posts what that printed. It can be killed. */
final class SimulatedAgent {
    /** What it was given, by the first of its arguments. */
    final Queue<String> given = new ArrayDeque<>();

    private final TestDb test;
    private final Workshop shop;
    private final Upgrades upgrades;
    private final PulledUpgrades pulled;
    private final SimulatedRouter router;
    private final long device;
    private final Random pieces = new Random(1);
    private int stepsToLive = Integer.MAX_VALUE;
    private Runnable brings = () -> {};

    SimulatedAgent(UpgradeStage stage) {
        test = UpgradeStage.test;
        shop = stage.shop;
        upgrades = stage.upgrades;
        pulled = new PulledUpgrades(stage.engine, stage.upgrades);
        router = stage.router;
        device = stage.device;
    }

    /** After so many things that it does it is killed, once; what it did last counts, and its answer is lost. */
    SimulatedAgent killedAfter(int steps) {
        stepsToLive = steps;
        return this;
    }

    /** What it does first whenever it has registered. */
    SimulatedAgent bringing(Runnable configuration) {
        brings = configuration;
        return this;
    }

    boolean wasKilled() {
        return stepsToLive < 0;
    }

    private void step() {
        if (stepsToLive-- == 0) {
            throw new Killed();
        }
    }

    /** One call of cron: as long as there is something to do. */
    void asks() {
        try {
            for (Optional<ScriptRun> run = claim(); run.isPresent(); run = claim()) {
                step();
                carryOut(run.get());
            }
        } catch (Unreachable | Killed e) {
            // it asks again
        }
    }

    /** Asks, and does that one thing. */
    void asksOnce() throws Unreachable {
        Optional<ScriptRun> run = claim();
        if (run.isPresent()) {
            carryOut(run.get());
        }
    }

    /** Registers and asks. */
    Optional<ScriptRun> claim() throws Unreachable {
        router.check("ask");
        register();
        brings.run();
        return test.db().txRetrying(tx -> {
            Device locked = shop.inventory().devices().lock(tx, device);
            return pulled.isWaiting(tx, locked) || shop.runs().isAnyOpen(tx, device)
                    ? pulled.claim(tx, locked, router.bootId).map(run -> given(tx, locked, run))
                    : Optional.empty();
        });
    }

    private void register() {
        test.db().run(tx -> {
            Device locked = shop.inventory().devices().lock(tx, device);
            locked.update(
                    new Facts(locked.mac(), Map.of(Facts.BOOT_ID, router.bootId)),
                    shop.inventory().now());
            locked.pulling().asked(shop.inventory().now());
            upgrades.called(tx, locked);
        });
    }

    private ScriptRun given(Tx tx, Device locked, ScriptRun run) {
        FetchedRun.given(tx, run);
        if (pulled.program(tx, locked, run).length == 0) {
            throw new AssertionError("an empty program");
        }
        given.add(run.arguments().get(0));
        return run;
    }

    private void carryOut(ScriptRun run) throws Unreachable {
        Optional<Errand> errand = Errand.of(run);
        if (errand.isPresent()) {
            post(run, run(errand.get(), run), 0);
            step();
            return;
        }
        String operation = test.db()
                .tx(tx -> upgrades.active(tx, device).map(UpgradeOperation::key).orElse(""));
        for (ScriptRun now = run; !now.state().isEnd(); now = stored(run)) {
            Heard heard = router.hear(now, operation);
            step();
            post(now, heard.text(), exit(heard));
            step();
        }
    }

    private static Integer exit(Heard heard) {
        if (heard.end() instanceof Heard.Ended ended) {
            return ended.code();
        }
        return heard.end() instanceof Heard.Vanished ? -1 : null;
    }

    private String run(Errand errand, ScriptRun run) throws Unreachable {
        router.check(errand.name());
        switch (errand) {
            case SETTLE -> {
                router.mark = "";
                router.settled = "image";
            }
            case STOP -> router.stops++;
            case LOOK -> {}
        }
        Seen seen = router.look(false);
        return String.join(
                        "\n",
                        List.of(
                                "board=" + seen.board(),
                                "release=" + seen.release(),
                                "revision=" + seen.revision(),
                                "mark=" + seen.mark(),
                                "refused=" + seen.refused()))
                + "\n";
    }

    private ScriptRun stored(ScriptRun run) {
        return test.db().tx(tx -> shop.runs().get(tx, run.id()));
    }

    /** In pieces that end anywhere. */
    private void post(ScriptRun run, String text, Integer exit) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        int first = all.length == 0 ? 0 : pieces.nextInt(all.length);
        if (first > 0) {
            post(run, all, 0, first, null);
        }
        post(run, all, first, all.length, exit);
    }

    private void post(ScriptRun run, byte[] all, int from, int to, Integer exit) {
        byte[] piece = java.util.Arrays.copyOfRange(all, from, to);
        test.db().txRetrying(tx -> {
            shop.inventory().devices().lock(tx, device);
            ScriptRun open = shop.runs().get(tx, run.id());
            if (open.state() == ScriptRunState.RUNNING) {
                FetchedRun row = FetchedRun.find(tx, open).orElseThrow();
                pulled.take(tx, open, row, row.received(), piece, exit);
            }
            return null;
        });
    }
}
