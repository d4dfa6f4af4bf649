package org.openztp.registration;

import java.util.Optional;
import org.openztp.config.Settings.Policy;
import org.openztp.openwrt.IpAddress;

/** The operator's policy; without one, private networks are open and the rest of the world waits for an approval. */
public record EnrolmentPolicy(Optional<Policy> set) {
    public Policy of(IpAddress client) {
        return set.orElse(client.isPrivate() ? Policy.OPEN : Policy.APPROVE);
    }
}
