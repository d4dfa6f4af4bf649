package org.openztp.journey;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import org.openztp.testkit.LabRouter;

/** Fetched by the router, behind a firewall that refuses SSH. */
class PlannedByPullIT extends PlannedContract {
    private static final Set<String> RESTING = Set.of("PROVISIONED", "FAILED");

    @Override
    void prepare(LabRouter plugged) {
        plugged.refuseSsh();
        plugged.put("/etc/config/ztp", "config server 'server'\n\toption pull '1'\n");
        plugged.must("chmod 600 /etc/config/ztp");
    }

    /** As cron would, until the router has nothing more to ask for. */
    @Override
    void hurry(LabRouter waiting) {
        await().atMost(Duration.ofSeconds(120))
                .until(() -> waiting.sh("/usr/sbin/ztp-agent").exit() == 0 && RESTING.contains(state(waiting)));
    }

    private static String state(LabRouter router) throws java.io.IOException {
        JsonNode known = server.get("/devices?mac=" + router.mac());
        return known.path("items").path(0).path("state").asText();
    }
}
