package org.openztp.db;

import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a database that is not there yet, and says for the operator why one does not let us in. */
final class FirstConnection {
    private static final Logger LOG = LoggerFactory.getLogger(FirstConnection.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** MariaDB: too many connections, server shutdown in progress. */
    private static final List<Integer> NOT_NOW = List.of(1040, 1053);

    private FirstConnection() {}

    /**
     * @param place how the database is called in words
     * @param wait how long a database that does not answer is waited for
     * @throws DatabaseUnfit when there is no getting in
     */
    static Connection of(DataSource source, String place, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        for (boolean first = true; ; first = false) {
            try {
                return source.getConnection();
            } catch (SQLException | HikariPool.PoolInitializationException e) {
                if (!isAway(e)) {
                    throw new DatabaseUnfit(place + " cannot be opened: " + reason(e), e);
                }
                if (System.nanoTime() >= deadline) {
                    throw new DatabaseUnfit(
                            place + " does not answer, and was waited for " + wait.toSeconds() + " s (db.wait): "
                                    + reason(e),
                            e);
                }
                if (first) {
                    LOG.warn("{} does not answer; it is waited for, at most {} s", place, wait.toSeconds());
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Not reachable, starting or stopping: another try may find it. A refusal stays one. */
    private static boolean isAway(Throwable failure) {
        List<Throwable> chain = chain(failure);
        return find(chain, SSLException.class).isEmpty()
                && (find(chain, IOException.class).isPresent()
                        || chain.stream()
                                .anyMatch(e -> e instanceof SQLException sql && NOT_NOW.contains(sql.getErrorCode())));
    }

    static String reason(Throwable failure) {
        List<Throwable> chain = chain(failure);
        Optional<SSLException> tls = find(chain, SSLException.class);
        if (tls.isPresent()) {
            return "its TLS certificate is not accepted (sslMode and serverSslCert of the URL say which are): "
                    + chain.get(chain.size() - 1).getMessage();
        }
        String words = find(chain, SQLException.class)
                .map(Throwable::getMessage)
                .orElseGet(() -> chain.get(chain.size() - 1).getMessage());
        return words.replaceFirst("^\\(conn=\\d+\\) ", "").replaceFirst("(?s)\\R.*", "");
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable e = failure; e != null && !chain.contains(e); e = e.getCause()) {
            chain.add(e);
        }
        return chain;
    }

    private static <T extends Throwable> Optional<T> find(List<Throwable> chain, Class<T> type) {
        return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
