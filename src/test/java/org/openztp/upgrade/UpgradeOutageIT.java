package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openztp.db.Db;
import org.openztp.device.DeviceState;
import org.openztp.job.Next;
import org.openztp.testkit.JdbcProxy;
import org.openztp.testkit.SettableClock;

/** A database that goes away for half a minute, before each transaction of an upgrade in turn. */
class UpgradeOutageIT extends UpgradeStage {
    private static final Duration OUTAGE = Duration.ofSeconds(30);

    private Db flaky;
    private SettableClock clock;
    private int left = Integer.MAX_VALUE;
    private Instant until;

    @Override
    Db db() {
        flaky = Db.open(test.config(), this::around);
        return flaky;
    }

    @AfterEach
    void closeFlaky() {
        flaky.close();
    }

    private DataSource around(DataSource real) {
        return JdbcProxy.of(DataSource.class, (method, arguments) -> {
            if (method.getName().equals("getConnection")) {
                check();
            }
            return JdbcProxy.call(real, method, arguments);
        });
    }

    private void check() throws SQLException {
        if (left-- == 0) {
            until = clock.instant().plus(OUTAGE);
        }
        if (until != null && clock.instant().isBefore(until)) {
            throw new SQLException("the database is away", "08001");
        }
    }

    @Test
    void anUpgradeOutlivesItWhereverItHits() throws IOException {
        clock = shop.clock();
        int transaction = 0;
        boolean hit = true;
        while (hit) {
            hit = survives(transaction++);
        }
        assertThat(transaction).as("transactions of one upgrade").isGreaterThan(8);
    }

    private boolean survives(int transaction) throws IOException {
        until = null;
        left = Integer.MAX_VALUE;
        device = device(DeviceState.PROVISIONED);
        router = fleet.router(device);
        long id = ask();
        left = transaction;
        for (int i = 0; i < 300; i++) {
            try {
                if (!(job().run(id) instanceof Next.Again again)) {
                    break;
                }
                setClock(again);
            } catch (RuntimeException e) {
                clock.advance(Duration.ofSeconds(7));
            }
            backAfterAFlash(id);
        }
        String what = "away before transaction " + transaction;
        assertThat(upgrade(id).state()).as(what + ": " + upgrade(id).words()).isEqualTo(UpgradeState.SUCCESS);
        assertThat(router.flashes).as(what).isOne();
        assertThat(router.prepares).as(what).isOne();
        return until != null;
    }
}
