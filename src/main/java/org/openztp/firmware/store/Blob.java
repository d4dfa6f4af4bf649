package org.openztp.firmware.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.openztp.signature.Signers;

/** A file of the store, kept once however many images it is. Its row is the lock on the file. */
@Entity
@Table(name = "firmware_blob")
class Blob {
    private static final int MOST_SIGNERS = 32;
    private static final int MOST_WORDS = 1000;

    @Id
    private String sha256;

    private long bytes;

    @Column(name = "verified_at")
    private Instant verifiedAt;

    private String fault;
    private String signers = "";

    @Column(name = "signer_faults")
    private String signerFaults = "";

    @Column(name = "signers_keys")
    private String signersKeys = "";

    @Column(name = "signers_at")
    private Instant signersAt;

    protected Blob() {}

    Blob(String sha256, long bytes, Instant now) {
        this.sha256 = sha256;
        this.bytes = bytes;
        this.verifiedAt = now;
    }

    String sha256() {
        return sha256;
    }

    long bytes() {
        return bytes;
    }

    String fault() {
        return fault;
    }

    /** Its file was put to its place again. */
    void replaced(long length, Instant now) {
        bytes = length;
        verified(now);
    }

    /** It was read, and is what it was. */
    void verified(Instant now) {
        verifiedAt = now;
        fault = null;
    }

    /** It was read, and is not what it was, or could not be read. */
    void spoilt(String words, Instant now) {
        verifiedAt = now;
        fault = words;
    }

    /** Who signed it, as it was found when it was last looked at. */
    Signers signers() {
        return new Signers(Set.copyOf(signedBy()), signerFaults.lines().toList());
    }

    /** The ids of the keys that are trusted, in order. */
    List<String> signedBy() {
        return signers.isEmpty() ? List.of() : List.of(signers.split(" "));
    }

    /** @param keys the fingerprint of those that are trusted */
    void signed(Signers found, String keys, Instant now) {
        signers = found.keys().stream().sorted().limit(MOST_SIGNERS).collect(Collectors.joining(" "));
        String words = String.join("\n", found.faults());
        signerFaults = words.length() > MOST_WORDS ? words.substring(0, MOST_WORDS - 1) + "…" : words;
        signersKeys = keys;
        signersAt = now;
    }

    /** Another signature of it came in. */
    void doubtSigners() {
        signersKeys = "";
    }

    /** Whether who signed it was found with these keys, and not before this time. */
    boolean knowsSigners(String keys, Instant since) {
        return signersKeys.equals(keys) && !signersAt.isBefore(since);
    }
}
