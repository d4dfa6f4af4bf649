package org.openztp.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DeviceStateTest {
    @Test
    void theTableOfTransitionsReadsLikeThis() {
        String table = Arrays.stream(DeviceState.values())
                .map(state -> "%-16s -> %s"
                        .formatted(state, state.next().stream().map(Enum::name).collect(Collectors.joining(" "))))
                .collect(Collectors.joining("\n"));
        assertThat(table).isEqualTo("""
                PENDING          -> REGISTERED
                REGISTERED       -> REGISTERED PROVISIONING RETIRED
                PROVISIONING     -> PROVISIONING REBOOTING RETRYING WAITING PROVISIONED FAILED HOST_KEY_CHANGED RETIRED
                REBOOTING        -> PROVISIONING FAILED HOST_KEY_CHANGED RETIRED
                UPGRADING        -> REGISTERED WAITING PROVISIONED FAILED HOST_KEY_CHANGED
                RETRYING         -> REGISTERED PROVISIONING RETIRED
                WAITING          -> REGISTERED PROVISIONING UPGRADING WAITING RETIRED
                PROVISIONED      -> REGISTERED UPGRADING RETIRED
                FAILED           -> REGISTERED UPGRADING RETIRED
                HOST_KEY_CHANGED -> REGISTERED RETIRED
                RETIRED          -> REGISTERED""");
    }
}
