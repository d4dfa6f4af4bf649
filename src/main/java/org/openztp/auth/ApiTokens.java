package org.openztp.auth;

import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.http.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All API tokens. */
public final class ApiTokens {
    private static final Logger LOG = LoggerFactory.getLogger(ApiTokens.class);
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@-]{0,79}");
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);

    private final Db db;
    private final InstantSource clock;
    private final Map<Long, Instant> usesNoted = new ConcurrentHashMap<>();

    public ApiTokens(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /** A token and, this once, the secret its holder presents. */
    public record Created(ApiToken token, String secret) {}

    /** @throws Problem 409 when the name is taken, 422 when it is none */
    public Created create(String name, Role role) {
        String secret = Secrets.token();
        return new Created(add(name, role, secret), secret);
    }

    ApiToken add(String name, Role role, String secret) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw Problem.unprocessable("name: letters, digits, space and ._@- are allowed, 80 at most");
        }
        return db.txRetrying(tx -> {
            if (!named(tx, name).isEmpty()) {
                throw Problem.conflict("there is a token named " + name);
            }
            ApiToken token = new ApiToken(name, role, Secrets.hash(secret), now());
            tx.em().persist(token);
            return token;
        });
    }

    /** The token whose secret this is; notes that it was used, at most once a minute. */
    public Optional<ApiToken> find(String secret) {
        String hash = Secrets.hash(secret);
        Optional<ApiToken> found = db.tx(tx -> tx.em()
                .createQuery("from ApiToken where hash = :hash", ApiToken.class)
                .setParameter("hash", hash)
                .getResultStream()
                .findFirst());
        found.ifPresent(token -> noteUse(token.id()));
        return found;
    }

    /** As {@link #find(String)}, for who proved earlier to hold the token. */
    public Optional<ApiToken> find(long id) {
        Optional<ApiToken> found = db.tx(tx -> Optional.ofNullable(tx.em().find(ApiToken.class, id)));
        found.ifPresent(token -> noteUse(token.id()));
        return found;
    }

    public List<ApiToken> list() {
        return db.tx(tx ->
                tx.em().createQuery("from ApiToken order by id", ApiToken.class).getResultList());
    }

    /**
     * Ends the token and the sessions opened with it.
     *
     * @throws Problem 404 when there is none, 409 when it is the last that may administer
     */
    public void delete(long id) {
        db.txRetrying(tx -> {
            List<ApiToken> admins = administrators(tx);
            ApiToken token = tx.em().find(ApiToken.class, id);
            if (token == null) {
                throw Problem.notFound("no token " + id);
            }
            if (token.role() == Role.ADMIN && admins.size() == 1) {
                throw Problem.conflict("this is the last admin token; make another one first");
            }
            tx.em().remove(token);
            return token;
        });
        usesNoted.remove(id);
    }

    /** This and {@link #named} in SQL: every start asks, and would wait a third of a second for HQL's grammar. */
    boolean isEmpty() {
        return db.tx(tx -> tx.em()
                .createNativeQuery("select id from api_token", Long.class)
                .setMaxResults(1)
                .getResultList()
                .isEmpty());
    }

    /** Locked, so that of two last tokens deleted at once one stays. */
    private static List<ApiToken> administrators(Tx tx) {
        return tx.em()
                .createQuery("from ApiToken where role = :admin order by id", ApiToken.class)
                .setParameter("admin", Role.ADMIN)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    @SuppressWarnings("unchecked") // as the result class says
    private static List<ApiToken> named(Tx tx, String name) {
        return tx.em()
                .createNativeQuery("select * from api_token where name = :name", ApiToken.class)
                .setParameter("name", name)
                .getResultList();
    }

    /** A convenience for the list of tokens: a database that is too busy for it never fails the request. */
    private void noteUse(long id) {
        Instant now = now();
        Instant due = now.minus(USE_NOTED_EVERY);
        Instant noted = usesNoted.get(id);
        if (noted != null && noted.isAfter(due)) {
            return;
        }
        usesNoted.put(id, now);
        try {
            db.run(tx -> tx.em()
                    .createQuery("update ApiToken set lastUsed = :now"
                            + " where id = :id and (lastUsed is null or lastUsed <= :due)")
                    .setParameter("now", now)
                    .setParameter("id", id)
                    .setParameter("due", due)
                    .executeUpdate());
        } catch (RuntimeException e) {
            LOG.debug("use of token {} not noted", id, e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
