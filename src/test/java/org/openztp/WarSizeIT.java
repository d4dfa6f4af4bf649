package org.openztp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WarSizeIT {
    private static final long MEGABYTE = 1_000_000;

    @Test
    void theWarIsSmallerThanFortyFiveMegabytes() throws IOException {
        assertThat(Files.size(Path.of(System.getProperty("ztp.war")))).isLessThan(45 * MEGABYTE);
    }
}
