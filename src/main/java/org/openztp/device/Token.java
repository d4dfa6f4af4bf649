package org.openztp.device;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.openztp.auth.Secrets;

/** What a device proves itself by; of the token itself only the hash is kept. */
@Embeddable
public class Token {
    @Column(name = "token_hash")
    private String hash;

    @Column(name = "token_confirmed")
    private boolean confirmed;

    /** The device's token from now on; it counts once the device has shown that it kept it. */
    public void issue(String hashOfNew) {
        hash = hashOfNew;
        confirmed = false;
    }

    /** Whether this is the hash of the device's token; notes that the device kept it. */
    public boolean isProvenBy(String hashOfShown) {
        boolean proven = Secrets.equal(hashOfShown, hash);
        confirmed |= proven;
        return proven;
    }

    /** Whether this is the hash of the device's token, and not of one that somebody got who claims to be the device. */
    public boolean is(String hashOfGiven) {
        return Secrets.equal(hashOfGiven, hash);
    }

    /** The device has been let in with it; null for none. */
    void accept(String hashOfClaimed) {
        hash = hashOfClaimed;
        confirmed = hashOfClaimed != null;
    }

    public boolean confirmed() {
        return confirmed;
    }
}
