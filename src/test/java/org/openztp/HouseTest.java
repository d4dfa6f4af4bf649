package org.openztp;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Holds the house to its plan: who may import whom, and what belongs to one package only. */
class HouseTest {
    private static final String ROOT = "org.openztp.";
    private static final Path SOURCES = Path.of("src", "main", "java", "org", "openztp");
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.openztp");
    private static final HouseTable TABLE = HouseTable.read();

    /** Reads of the clock; a monotonic stopwatch (nanoTime) is none. */
    private static final Set<String> CLOCK_CLASSES = Set.of(
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalTime",
            "java.time.LocalDateTime",
            "java.time.OffsetDateTime",
            "java.time.ZonedDateTime",
            "java.time.Year",
            "java.time.YearMonth");

    @Test
    void thePlanIsReadFromTheArchitectureDocument() {
        assertThat(TABLE.mayImport())
                .containsEntry("openwrt", Set.of())
                .containsEntry("job", Set.of("db", "http", "observe"));
        assertThat(TABLE.mayImport().get("app"))
                .contains("registration", "config")
                .doesNotContain("cli", "launcher");
    }

    @Test
    void importsGoOnlyWhereThePlanAllows() {
        SoftAssertions all = new SoftAssertions();
        TABLE.mayImport()
                .forEach((name, allowed) -> all.assertThatCode(() -> noClasses()
                                .that(are(name))
                                .should()
                                .dependOnClassesThat(areOneOf(othersThan(name, allowed)))
                                .as(name + " may import only " + allowed)
                                .allowEmptyShould(true)
                                .check(HOUSE))
                        .doesNotThrowAnyException());
        all.assertAll();
    }

    private static Set<String> othersThan(String name, Set<String> allowed) {
        Set<String> others = new TreeSet<>(TABLE.mayImport().keySet());
        others.removeAll(allowed);
        others.remove(name);
        return others;
    }

    @Test
    void nothingImportsInCircles() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void everyPackageStandsInThePlanAndTellsWhatItIs() throws IOException {
        for (Path folder : packages()) {
            String name = SOURCES.relativize(folder).toString().replace('/', '.');
            assertThat(TABLE.mayImport()).as("the plan").containsKey(name);
            assertThat(folder.resolve("package-info.java")).content().contains("Read first: ", "mports ");
        }
    }

    @Test
    void aFileHasAtMost350Lines() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (Path folder : packages()) {
            for (Path file : filesIn(folder)) {
                try (Stream<String> lines = Files.lines(file)) {
                    all.assertThat(lines.count()).as(file.toString()).isLessThanOrEqualTo(350);
                }
            }
        }
        all.assertAll();
    }

    @Test
    void sshIsKnownInItsPackageOnly() {
        onlyIn("ssh", "com.jcraft.jsch..");
    }

    @Test
    void theSchedulerIsKnownInItsPackageOnly() {
        onlyIn("job", "com.github.kagkarlsson..");
    }

    @Test
    void theFormatOfArchivesIsKnownInItsPackageOnly() {
        onlyIn("archive", "org.apache.commons..");
    }

    @Test
    void mailIsKnownInItsPackageOnly() {
        onlyIn("signal", "jakarta.mail..");
    }

    @Test
    void theEmbeddedServerIsKnownInTheLauncherOnly() {
        onlyIn("launcher", "org.apache.catalina..", "org.apache.tomcat..", "org.apache.coyote..");
    }

    private static void onlyIn(String name, String... libraries) {
        noClasses()
                .that(DescribedPredicate.not(are(name)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(libraries))
                .check(HOUSE);
        assertThat(HOUSE.stream().filter(are(name)).flatMap(user -> user.getDirectDependenciesFromSelf().stream()))
                .as(name + " uses " + List.of(libraries))
                .anyMatch(use -> resideInAnyPackage(libraries).test(use.getTargetClass()));
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that(DescribedPredicate.not(are("cli").or(are("launcher"))))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(HOUSE);
    }

    @Test
    void nothingReadsTheClockButThroughTheOneItIsGiven() {
        noClasses()
                .that(DescribedPredicate.not(are("cli")))
                .should()
                .callMethodWhere(describe("reads the clock", HouseTest::readsTheClock))
                .check(HOUSE);
        noClasses()
                .that(DescribedPredicate.not(are("app").or(are("cli")).or(are("launcher"))))
                .should()
                .callMethodWhere(describe("makes a clock", HouseTest::makesAClock))
                .check(HOUSE);
    }

    private static boolean readsTheClock(JavaAccess<? extends CodeUnitCallTarget> call) {
        String owner = call.getTargetOwner().getName();
        boolean noArguments = call.getTarget().getRawParameterTypes().isEmpty();
        boolean now = CLOCK_CLASSES.contains(owner) && call.getName().equals("now") && noArguments;
        boolean millis = owner.equals("java.lang.System") && call.getName().equals("currentTimeMillis");
        return now || millis;
    }

    private static boolean makesAClock(JavaAccess<? extends CodeUnitCallTarget> call) {
        String owner = call.getTargetOwner().getName();
        return owner.equals("java.time.InstantSource") && call.getName().equals("system")
                || owner.equals("java.time.Clock") && call.getName().startsWith("system");
    }

    private static DescribedPredicate<JavaClass> are(String name) {
        return areOneOf(Set.of(name));
    }

    /** A package's own classes: {@code image} is not {@code image.asu}. */
    private static DescribedPredicate<JavaClass> areOneOf(Set<String> names) {
        Set<String> full = names.stream().map(ROOT::concat).collect(Collectors.toSet());
        return describe("of " + names, javaClass -> full.contains(javaClass.getPackageName()));
    }

    private static List<Path> packages() throws IOException {
        try (Stream<Path> folders = Files.walk(SOURCES)) {
            return folders.filter(folder -> !folder.equals(SOURCES))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
