package org.openztp.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Run beside no other test: that would be measured too. */
@Tag("alone")
@Timeout(300)
class StartTimeIT {
    private static final Duration FOUR_SECONDS_OF_TWO_CORES = Duration.ofSeconds(8);

    @TempDir
    Path folder;

    /** What else the machine does only adds to the processor time, so the best of three starts counts. */
    @Test
    void twoCoresAnswerTheFirstRequestOfAFirstStartInFourSeconds() throws Exception {
        List<Duration> starts = new ArrayList<>();
        do {
            starts.add(cpuOfAFirstStart(folder.resolve("home" + starts.size())));
        } while (starts.size() < 3 && Collections.min(starts).compareTo(FOUR_SECONDS_OF_TWO_CORES) >= 0);
        System.out.println("processor time of a first start: " + starts);
        assertThat(Collections.min(starts)).isLessThan(FOUR_SECONDS_OF_TWO_CORES);
    }

    private static Duration cpuOfAFirstStart(Path home) throws Exception {
        try (WarRun run = WarRun.Plan.in(home).plain().start("--port", "0")) {
            HttpRequest bootstrap = HttpRequest.newBuilder(URI.create(run.ready() + "/bootstrap"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(bootstrap, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            return run.cpu();
        }
    }
}
