package org.openztp.device;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;

/**
 * A registration in a known device's name that proved nothing: kept aside, with the token it was given, until an
 * operator approves it. A newer one takes its place.
 */
@Embeddable
public class Claim {
    @Column(name = "claim_hash")
    private String tokenHash;

    @Column(name = "claim_address")
    private String address;

    @Column(name = "claim_at")
    private Instant at;

    protected Claim() {}

    public Claim(String tokenHash, String address, Instant at) {
        this.tokenHash = tokenHash;
        this.address = address;
        this.at = at;
    }

    public String tokenHash() {
        return tokenHash;
    }

    public String address() {
        return address;
    }

    public Instant at() {
        return at;
    }
}
