package org.openztp.upgrade;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;
import org.openztp.script.Unreachable;
import org.openztp.ssh.HostKey;

/** A router of a simulated fleet: what it runs, what its programs say and end with, and what a flash makes of it. */
final class SimulatedRouter {
    /** What comes of a sysupgrade. */
    enum Flash {
        TAKES,
        BOOTS_OLD,
        DOES_NOTHING,
        REFUSES,
        NEVER_BACK
    }

    final List<String> visits = new ArrayList<>();
    String prepareSays = "";
    private final Set<String> begun = new HashSet<>();

    String board = "lab,ap-1";
    String release = "23.05.5";
    String revision = "r23809-234f1a2efa";
    String newRelease = "24.10.1";
    String newRevision = "r24106-10cc5fcd00";
    String bootId = UUID.randomUUID().toString();
    String mark = "";
    String refused = "";
    HostKey newKey;
    boolean keyIsPinned;
    int prepareEnds;
    int flashEnds = 246;
    boolean keepsRunning;
    /** The program that has it flashed does not live to tell. */
    boolean vanishes;

    Flash flash = Flash.TAKES;
    Runnable whenFlashed = () -> {};
    /** Set: there is no session to it, for this reason. */
    String away;

    String healthSays = "ztp: all is well\n";
    int healthEnds;
    int healthRuns;
    /** Its health checks are killed once. */
    boolean healthVanishes;
    /** Its health checks never come to an end. */
    boolean staysIll;

    int prepares;
    int flashes;
    int stops;
    int brings;
    String settled = "";

    /** After so many visits in vain it is back by itself; negative: only when it is told. */
    int looksUntilBack = -1;

    private boolean goesDown;
    private boolean down;

    synchronized void check(String what) throws Unreachable {
        visits.add(what);
        if (away != null) {
            throw new Unreachable(away, "away");
        }
        if (goesDown) {
            goesDown = false;
            down = true;
        }
        if (down && looksUntilBack-- == 0) {
            comeBack();
        }
        if (down) {
            throw new Unreachable(Reason.SSH_UNREACHABLE, "it is down");
        }
    }

    synchronized Seen look(boolean wiped) throws Unreachable {
        check("look");
        if (newKey != null && !wiped && !keyIsPinned) {
            throw new Unreachable(Reason.HOST_KEY_CHANGED, "it shows another host key");
        }
        return new Seen(bootId, board, release, revision, mark, refused, newKey);
    }

    synchronized Heard hear(ScriptRun run, String operation) throws Unreachable {
        check("hear");
        long from = run.outputBytes();
        if (!bootId.equals(run.bootId())) {
            return new Heard(from, "", 0, new Heard.Vanished());
        }
        return switch (run.arguments().get(0)) {
            case Preparation.FLASH -> flashing(run, operation, from);
            case Soak.HEALTH -> healthy(run, from);
            default -> preparing(run, from);
        };
    }

    private Heard healthy(ScriptRun run, long from) {
        if (begun.add(run.key())) {
            healthRuns++;
            return new Heard(from, "", 0, new Heard.Running());
        }
        if (healthVanishes) {
            healthVanishes = false;
            return new Heard(from, "", 0, new Heard.Vanished());
        }
        String text = from == 0 ? healthSays : "";
        return new Heard(from, text, text.length(), staysIll ? new Heard.Running() : new Heard.Ended(healthEnds));
    }

    private Heard preparing(ScriptRun run, long from) {
        if (begun.add(run.key())) {
            prepares++;
        }
        String all = ("\n@ztp:KEY step identity\n@ztp:KEY facts release=" + release + " revision=" + revision
                        + " board="
                        + board + " free=1\n" + prepareSays
                        + "\n@ztp:KEY step transfer\n@ztp:KEY bytes 100\n")
                .replace("KEY", run.key());
        String text = from >= all.length() ? "" : all.substring((int) from);
        Heard.End end = keepsRunning || !text.isEmpty() ? new Heard.Running() : new Heard.Ended(prepareEnds);
        return new Heard(from, text, text.length(), end);
    }

    private Heard flashing(ScriptRun run, String operation, long from) {
        if (begun.add(run.key()) && flashEnds == 246) {
            flashes++;
            whenFlashed.run();
            mark = operation;
            sysupgrade(operation);
        }
        return new Heard(from, "", 0, vanishes ? new Heard.Vanished() : new Heard.Ended(flashEnds));
    }

    private void sysupgrade(String operation) {
        switch (flash) {
            case DOES_NOTHING -> {}
            case REFUSES -> {
                mark = "";
                refused = operation + " Image check failed.";
            }
            default -> goesDown = true;
        }
    }

    /** It is up again after a flash, if it ever is. */
    synchronized void comeBack() {
        if (!down && !goesDown || flash == Flash.NEVER_BACK) {
            return;
        }
        down = false;
        goesDown = false;
        bootId = UUID.randomUUID().toString();
        if (flash == Flash.TAKES) {
            release = newRelease;
            revision = newRevision;
            mark = "";
        }
    }

    /** The power was gone for a moment. */
    synchronized void restart() {
        down = false;
        bootId = UUID.randomUUID().toString();
    }
}
