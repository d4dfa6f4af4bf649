package org.openztp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Whoever gets the WAR is told whose work is in it. */
class NoticeIT {
    private static final Pattern JAR = Pattern.compile("(?:WEB-INF/lib|META-INF/standalone)/(.+?)-\\d[^/]*\\.jar");

    /** Bundled as a file of its own, not as a jar. */
    private static final String BROWSER_LIBRARY = "htmx.org";

    @Test
    void theNoticeNamesEveryBundledLibraryAndNoOther() throws IOException {
        Set<String> bundled = new TreeSet<>(Set.of(BROWSER_LIBRARY));
        try (ZipFile war = new ZipFile(System.getProperty("ztp.war"))) {
            war.stream()
                    .map(entry -> JAR.matcher(entry.getName()))
                    .filter(Matcher::matches)
                    .map(jar -> jar.group(1))
                    .filter(name -> !name.equals("ztp"))
                    .forEach(bundled::add);
        }

        assertThat(named()).containsExactlyInAnyOrderElementsOf(bundled);
    }

    /** The lines of three columns: artifact, group, licence. */
    private static Set<String> named() throws IOException {
        return Files.readString(Path.of("NOTICE"))
                .lines()
                .filter(line -> line.matches("\\S+ {2,}\\S+ {2,}\\S.*"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
