package org.openztp.job;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.openztp.db.Db;
import org.openztp.db.DbConfig;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;

/**
 * A server that is to be killed: commits a row and a job for it, says the row's number on standard output, and so on
 * without end, while the jobs run and leave a row each.
 */
final class CommitLoop {
    static final String ASKED = "asked";
    static final String RAN = "ran";

    private CommitLoop() {}

    /** @param args the database's folder, and the first number */
    public static void main(String[] args) {
        Db db = Db.open(DbConfig.embedded(Path.of(args[0]), 10));
        Jobs jobs = new Jobs(db, "killed", 4, InstantSource.system());
        jobs.start(List.of(new Marking(db)));
        for (long number = Long.parseLong(args[1]); ; number++) {
            long id = number;
            db.run(tx -> {
                tx.em().persist(event(id, ASKED));
                jobs.enqueue(tx, Marking.NAME, id, InstantSource.system().instant());
            });
            System.out.println(id);
        }
    }

    /** The job: leaves a row that says it ran. */
    record Marking(Db db) implements JobType {
        static final String NAME = "marking";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Next run(long id) {
            db.run(tx -> tx.em().persist(event(id, RAN)));
            return Next.done();
        }
    }

    private static DeviceEvent event(long number, String message) {
        return new DeviceEvent(
                number, InstantSource.system().instant().truncatedTo(ChronoUnit.MICROS), EventKind.STEP, message);
    }
}
