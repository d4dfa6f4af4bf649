package org.openztp.container;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openztp.testkit.Jdks;

/** The lab leaves no column of the table empty. */
@Tag("lab")
class BothJavasIT {
    private static final Iterable<Integer> JAVAS = Table.JAVAS;

    @ParameterizedTest
    @FieldSource("JAVAS")
    void theLabHasEachJava(int java) {
        assertThat(Jdks.find(java))
                .as("a JDK %d; name its home by JAVA%d_HOME", java, java)
                .isPresent();
    }
}
