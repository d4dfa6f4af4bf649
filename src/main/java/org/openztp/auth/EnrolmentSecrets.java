package org.openztp.auth;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.openztp.db.Db;
import org.openztp.db.Tx;

/** The secrets that let a device in under {@code enrolment.policy = secret}. Several are valid at once, all until deleted. */
public final class EnrolmentSecrets {
    private final Db db;
    private final InstantSource clock;

    public EnrolmentSecrets(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /** A fresh secret, shown this once. */
    public String create() {
        return db.tx(this::create);
    }

    /** The same as a part of the caller's transaction: valid when that commits. */
    public String create(Tx tx) {
        String secret = Secrets.token();
        tx.em()
                .persist(new EnrolmentSecret(
                        Secrets.hash(secret), clock.instant().truncatedTo(ChronoUnit.MICROS)));
        return secret;
    }

    /** Null is no secret. */
    public boolean isValid(Tx tx, String secret) {
        return secret != null
                && !tx.em()
                        .createQuery("select id from EnrolmentSecret where hash = :hash", Long.class)
                        .setParameter("hash", Secrets.hash(secret))
                        .getResultList()
                        .isEmpty();
    }

    /** From now on no secret given out so far lets anybody in. */
    public void deleteAll() {
        db.run(tx -> tx.em().createQuery("delete from EnrolmentSecret").executeUpdate());
    }
}
