package org.openztp.signature;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One chain of certificates and signatures, followed from its first link to its last. */
final class Chain {
    /** @param anchor the id of the trusted key that stands behind it */
    private record Voucher(UsignKey key, String anchor) {}

    private final TrustedKeys trusted;
    private final Instant now;
    private final Set<String> signers = new LinkedHashSet<>();
    private final List<String> faults = new ArrayList<>();
    private Optional<Voucher> certified = Optional.empty();

    Chain(TrustedKeys trusted, Instant now) {
        this.trusted = trusted;
        this.now = now;
    }

    /** A link that does not hold is a fault. */
    void follow(Ucert link, byte[] message, int length) {
        if (link.payload().isPresent()) {
            certify(link.signature(), link.payload().get());
        } else {
            sign(link.signature(), message, length);
        }
    }

    private void certify(Usign signature, byte[] payload) {
        Optional<Voucher> next = Optional.empty();
        try {
            String anchor = signer(signature, payload, payload.length).anchor();
            next = Optional.of(new Voucher(valid(Certificate.parse(payload)), anchor));
        } catch (BadSignature e) {
            fault(e);
        }
        certified = next;
    }

    private void sign(Usign signature, byte[] message, int length) {
        try {
            signers.add(signer(signature, message, length).anchor());
        } catch (BadSignature e) {
            fault(e);
        }
    }

    private Voucher signer(Usign signature, byte[] message, int length) throws BadSignature {
        Voucher signer = trusted.find(signature.id())
                .map(key -> new Voucher(key, key.id()))
                .or(() -> certified.filter(voucher -> voucher.key().id().equals(signature.id())))
                .orElseThrow(() -> new BadSignature("the key " + signature.id() + " is not trusted"));
        if (!signer.key().signed(signature, message, length)) {
            throw new BadSignature("what the key " + signature.id() + " has signed was changed");
        }
        return signer;
    }

    private UsignKey valid(Certificate certificate) throws BadSignature {
        if (now.isBefore(certificate.from()) || !now.isBefore(certificate.until())) {
            throw new BadSignature(
                    "the certificate of the key " + certificate.key().id() + " is valid from " + certificate.from()
                            + " until " + certificate.until());
        }
        return certificate.key();
    }

    void fault(BadSignature fault) {
        faults.add(fault.getMessage());
    }

    Signers signers() {
        return new Signers(signers, faults);
    }
}
