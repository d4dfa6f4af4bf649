package org.openztp.firmware.store;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Base64;

/** A signature that was handed in beside a file of the store, which it is of. */
@Entity
@Table(name = "firmware_signature")
class Detached {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String sha256;
    private String content;

    protected Detached() {}

    Detached(String sha256, byte[] content) {
        this.sha256 = sha256;
        this.content = Base64.getEncoder().encodeToString(content);
    }

    byte[] content() {
        return Base64.getDecoder().decode(content);
    }
}
