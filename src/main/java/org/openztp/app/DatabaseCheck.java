package org.openztp.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.openztp.db.Condition;
import org.openztp.db.DatabaseUnfit;
import org.openztp.db.Tables;
import org.openztp.observe.Check;
import org.openztp.observe.Finding;

/** Whether the database answers, how fast, with which tables, and whether its clock is the server's. */
record DatabaseCheck(Supplier<Condition> look, InstantSource clock) implements Check {
    private static final String ABOUT = "database";
    private static final Duration SLOW = Duration.ofMillis(50);
    private static final Duration APART = Duration.ofSeconds(5);
    private static final Duration FAR_APART = Duration.ofMinutes(1);

    @Override
    public List<Finding> findings() {
        Condition condition;
        try {
            condition = look.get();
        } catch (DatabaseUnfit e) {
            return List.of(unfit(e));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(answer(condition));
        findings.add(tables(condition.tables()));
        findings.add(clocks(condition));
        return findings;
    }

    private static Finding unfit(DatabaseUnfit e) {
        if (StartFailure.isInUse(e)) {
            return Finding.warning(
                    ABOUT,
                    "the embedded database is in use",
                    "a server runs on this data folder, and nobody else can look at the database meanwhile",
                    "give its address with --url; if none should run, end the process that has the file open");
        }
        return Finding.wrong(
                ABOUT,
                e.getMessage(),
                "nothing can be registered or provisioned without it",
                "is it running, is it reachable from here, are db.url, db.user and db.password right?");
    }

    private static Finding answer(Condition condition) {
        String what = condition.server() + " at " + condition.place() + " answers in "
                + condition.roundTrip().toMillis() + " ms";
        return condition.roundTrip().compareTo(SLOW) < 0
                ? Finding.ok(ABOUT, what)
                : Finding.warning(
                        ABOUT,
                        what,
                        "each registration asks it several times",
                        "is it busy, or far away? a server belongs near its database");
    }

    private static Finding tables(Tables tables) {
        if (tables.fault() != null) {
            return Finding.wrong(
                    ABOUT, "its tables do not fit this OpenZTP", "the server does not start with them", tables.fault());
        }
        String version =
                tables.version() == null ? "there are no tables yet" : "its tables have version " + tables.version();
        return Finding.ok(
                ABOUT,
                tables.pending() == 0
                        ? version
                        : version + "; the next start does " + tables.pending() + " more step(s)");
    }

    private Finding clocks(Condition condition) {
        Duration apart = Duration.between(clock.instant(), condition.clock()).abs();
        if (apart.compareTo(APART) <= 0) {
            return Finding.ok("clock", "the database's clock and the server's agree");
        }
        String what = "the database's clock and the server's are " + apart.toSeconds() + " s apart";
        String why =
                "nodes on one database take each other's jobs too early or for dead, and times in the history are wrong";
        String mend = "set both by NTP";
        return apart.compareTo(FAR_APART) > 0
                ? Finding.wrong("clock", what, why, mend)
                : Finding.warning("clock", what, why, mend);
    }
}
