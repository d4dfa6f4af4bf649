package org.openztp.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricTest {
    private static String written(Metric metric) {
        StringBuilder out = new StringBuilder();
        metric.write(out);
        return out.toString();
    }

    @Test
    void aFigureIsWrittenWithItsTypeAndWhatItIs() {
        assertThat(written(Metric.of("ztp_threads", "Threads.", 17)))
                .isEqualTo("# HELP ztp_threads Threads.\n# TYPE ztp_threads gauge\nztp_threads 17\n");
        assertThat(written(Metric.of("ztp_uptime_seconds", "Up.", 1.5))).endsWith("ztp_uptime_seconds 1.5\n");
        assertThat(written(Metric.of("ztp_heap_max_bytes", "Heap.", 4294967296.0)))
                .endsWith(" 4294967296\n");
    }

    @Test
    void labelsMayHoldAnyText() {
        Metric metric = new Metric(
                "ztp_x",
                Metric.COUNTER,
                "a\\b\nc",
                List.of(new Metric.Sample(Map.of("b", "say \"hi\"\\\nnow", "a", "ü"), 2)));
        assertThat(written(metric))
                .isEqualTo("# HELP ztp_x a\\\\b\\nc\n# TYPE ztp_x counter\n"
                        + "ztp_x{a=\"ü\",b=\"say \\\"hi\\\"\\\\\\nnow\"} 2\n");
    }

    @Test
    void whatThereIsNoneOfHasNoLine() {
        assertThat(written(Metric.of("ztp_signals", "Signals.", "state", Map.of())))
                .isEqualTo("# HELP ztp_signals Signals.\n# TYPE ztp_signals gauge\n");
    }
}
