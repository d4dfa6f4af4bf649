package org.openztp.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openztp.history.DeviceEvent;

/** What {@link Db} promises of one transaction, on whichever database the subclass opens. */
abstract class DbContract extends WithDb {
    @Test
    void aCommitKeepsTheRow() {
        long id = db.tx(tx -> add(tx, "kept"));
        assertThat(message(id)).isEqualTo("kept");
    }

    @Test
    void anExceptionRollsBackAndPassesOnUnchanged() {
        IOException cause = new IOException("the real reason");
        List<Long> ids = new ArrayList<>();
        assertThatThrownBy(() -> db.run(tx -> {
                    ids.add(add(tx, "lost"));
                    DbContract.<RuntimeException>sneak(cause);
                }))
                .isSameAs(cause);
        assertThat(message(ids.get(0))).isNull();
    }

    @Test
    void anErrorRollsBackToo() {
        List<Long> ids = new ArrayList<>();
        assertThatThrownBy(() -> db.run(tx -> {
                    ids.add(add(tx, "lost"));
                    throw new StackOverflowError("deep");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(message(ids.get(0))).isNull();
    }

    @Test
    void aTransactionInsideATransactionIsRefused() {
        assertThatThrownBy(() -> db.run(outer -> db.run(inner -> {})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inside a transaction");
        db.run(tx -> {});
    }

    @Test
    void anInstantComesBackToTheMicrosecondEvenInAnHourThatLocalTimeSkips() {
        long id = db.tx(tx -> add(tx, "at"));
        assertThat(db.<Instant>tx(tx -> tx.em().find(DeviceEvent.class, id).at()))
                .isEqualTo(NOW);
        assertThat(db.<String>tx(tx -> (String) tx.em()
                        .createNativeQuery("select cast(at as char(26)) from device_event where id = ?", String.class)
                        .setParameter(1, id)
                        .getSingleResult()))
                .isEqualTo("2026-03-29 01:30:00.123456");
    }

    @Test
    void whatIsToHappenAfterACommitHappensOutsideItAndOnlyThen() {
        List<String> told = new ArrayList<>();
        db.run(tx -> {
            tx.afterCommit(() -> {
                throw new IllegalStateException("is told to the log only");
            });
            tx.afterCommit(() -> told.add(db.tx(inner -> "committed")));
            assertThat(told).isEmpty();
        });
        assertThat(told).containsExactly("committed");
        assertThatThrownBy(() -> db.run(tx -> {
                    tx.afterCommit(() -> told.add("rolled back"));
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");
        assertThat(told).containsExactly("committed");
    }

    @Test
    void theConnectionIsTheTransactionsOwnAndCannotEndIt() {
        List<Long> ids = new ArrayList<>();
        assertThatThrownBy(() -> db.run(tx -> {
                    ids.add(add(tx, "seen"));
                    assertThat(countAndClose(tx.connection(), ids.get(0))).isEqualTo(1);
                    assertThat(countAndClose(tx.connection(), ids.get(0))).isEqualTo(1);
                    commit(tx.connection());
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("commit");
        assertThat(message(ids.get(0))).isNull();
    }

    @Test
    void everyCharacterComesBackAsItWas() {
        String words = "\uD83E\uDD84 \uD835\uDD18 \u00e9 \u4e2d\u6587";
        long id = db.tx(tx -> add(tx, words));
        assertThat(message(id)).isEqualTo(words);
        assertThat(db.<List<?>>tx(tx -> tx.em()
                        .createNativeQuery("select id from device_event where id = ?1 and message = ?2")
                        .setParameter(1, id)
                        .setParameter(2, words.replace("\uD83E\uDD84", "\uD83E\uDD85"))
                        .getResultList()))
                .as("another animal is another word")
                .isEmpty();
    }

    @Test
    void aValueThatIsTooLongIsAnErrorAndNeverCut() {
        Db.Work<Integer> addToken = tx -> tx.em()
                .createNativeQuery("insert into api_token (name, role, hash, created_at) values (?, 'VIEWER', 'x', ?)")
                .setParameter(1, "x".repeat(81))
                .setParameter(2, NOW)
                .executeUpdate();
        assertThatThrownBy(() -> db.tx(addToken)).isInstanceOf(PersistenceException.class);
    }

    private static long countAndClose(Connection connection, long id) {
        try (connection;
                PreparedStatement statement =
                        connection.prepareStatement("select count(*) from device_event where id = ?")) {
            statement.setLong(1, id);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }
}
