package org.openztp.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Containers;

/** deploy-tomcat/install on whatever it may meet. */
class TomcatInstallIT {
    @TempDir
    Path temp;

    private Path base;
    private Path war;

    @BeforeEach
    void aTomcat() throws IOException {
        base = Containers.tomcatBase("10.1", temp.resolve("a tomcat & more"));
        war = Files.writeString(temp.resolve("a war.war"), "first");
    }

    private ReadersShell.Said install(String arguments) throws IOException {
        return install(
                arguments, Map.of("CATALINA_HOME", Containers.tomcat("10.1").toString()));
    }

    /** Run in the folder of all this, so that paths may be relative. */
    private ReadersShell.Said install(String arguments, Map<String, String> environment) throws IOException {
        try (ReadersShell shell = new ReadersShell(List.of("sh"), temp, environment)) {
            return shell.run("'" + Path.of("deploy-tomcat/install").toAbsolutePath() + "' " + arguments);
        }
    }

    private void refuses(int exit, String words, ReadersShell.Said said) {
        assertThat(said.text()).contains(words);
        assertThat(said.exit()).isEqualTo(exit);
        assertThat(base.resolve("webapps")).isEmptyDirectory();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(base)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> base.relativize(file).toString())
                    .filter(name -> !name.matches("conf/[^/]*"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void relativePathsAndSpacesAreNothingSpecial() throws IOException {
        ReadersShell.Said said = install("--war 'a war.war' --home 'the data' 'a tomcat & more'");

        assertThat(said.exit()).as(said.text()).isZero();
        assertThat(files()).containsExactly("conf/Catalina/localhost/ztp.xml", "webapps/ztp.war");
        assertThat(base.resolve("conf/Catalina/localhost/ztp.xml"))
                .content()
                .contains("<Parameter name=\"ztp.home\" value=\"" + temp + "/the data\" override=\"false\"/>");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("the data"))))
                .isEqualTo("rwxr-x---");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(base.resolve("webapps/ztp.war"))))
                .isEqualTo("rw-r--r--");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(base.resolve("conf/Catalina/localhost/ztp.xml"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aSecondTimeChangesNothingAndWhatTheOperatorEditedStays() throws IOException {
        String call = "--war 'a war.war' 'a tomcat & more'";
        install(call);
        Path context = base.resolve("conf/Catalina/localhost/ztp.xml");
        Path installed = base.resolve("webapps/ztp.war");
        Files.writeString(context, "<Context><!-- mine --></Context>");
        Files.setLastModifiedTime(installed, FileTime.fromMillis(0));

        assertThat(install(call).text()).startsWith("unchanged: ");
        assertThat(Files.getLastModifiedTime(installed)).isEqualTo(FileTime.fromMillis(0));
        Files.writeString(war, "second");
        assertThat(install(call).text()).startsWith("installed: ");

        assertThat(installed).content().isEqualTo("second");
        assertThat(context).content().isEqualTo("<Context><!-- mine --></Context>");
        assertThat(files()).containsExactly("conf/Catalina/localhost/ztp.xml", "webapps/ztp.war");
    }

    @Test
    void theDataFolderIsNotMovedByAnotherCall() throws IOException {
        install("--war 'a war.war' --home 'here & now' 'a tomcat & more'");

        ReadersShell.Said other = install("--war 'a war.war' --home there 'a tomcat & more'");
        ReadersShell.Said same = install("--war 'a war.war' 'a tomcat & more'");

        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.text()).contains("names " + temp + "/here & now as ztp.home");
        assertThat(temp.resolve("there")).doesNotExist();
        assertThat(same.text()).endsWith("data: " + temp + "/here & now\n");
    }

    @Test
    void aContextPathBecomesTomcatsNameForIt() throws IOException {
        Files.createDirectories(base.resolve("webapps/ROOT"));
        for (String context : List.of("/a/b", "/", "ztp##2")) {
            assertThat(install("--war 'a war.war' --context '" + context + "' 'a tomcat & more'")
                            .exit())
                    .isZero();
        }

        assertThat(files())
                .containsExactly(
                        "conf/Catalina/localhost/ROOT.xml",
                        "conf/Catalina/localhost/a#b.xml",
                        "conf/Catalina/localhost/ztp##2.xml",
                        "webapps/ROOT.war",
                        "webapps/a#b.war",
                        "webapps/ztp##2.war");
        assertThat(base.resolve("webapps/ROOT")).doesNotExist();
    }

    @Test
    void anotherApplicationInThePlaceIsNotTouched() throws IOException {
        Path page = Files.createDirectories(base.resolve("webapps/ROOT")).resolve("index.html");
        Files.writeString(page, "mine");

        ReadersShell.Said said = install("--war 'a war.war' --context / 'a tomcat & more'");

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.text()).contains("webapps/ROOT is there and not of this WAR");
        assertThat(page).content().isEqualTo("mine");
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        refuses(2, "CATALINA_BASE is missing: the folder of the Tomcat", install("--war 'a war.war'"));
        refuses(1, "conf/server.xml is not there", install("--war 'a war.war' ."));
        refuses(1, "nowhere.war is not there: build it with mvn package", install("--war nowhere.war '" + base + "'"));
        refuses(2, "--home needs a value", install("'" + base + "' --home"));
        refuses(2, "--fast is unknown", install("--fast"));
        refuses(
                1,
                "set CATALINA_HOME to where Tomcat is unpacked",
                install("--war 'a war.war' '" + base + "'", Map.of()));
        refuses(1, "the context path may hold", install("--war 'a war.war' --context 'a b' '" + base + "'"));
        assertThat(install("--help").text()).contains("install [--war FILE]", "2 called wrongly");
    }

    @Test
    void anOldTomcatIsRefusedByItsVersion() throws IOException {
        Path old = Files.createDirectories(temp.resolve("old/lib")).resolve("catalina.jar");
        Files.copy(Containers.tomcat("10.1").resolve("lib/catalina.jar"), old);
        try (FileSystem jar = FileSystems.newFileSystem(old)) {
            Files.writeString(
                    jar.getPath("org/apache/catalina/util/ServerInfo.properties"),
                    "server.info=Apache Tomcat/9.0.98\nserver.number=9.0.98.0\nserver.built=Dec 5 2024\n");
        }

        refuses(
                1,
                "is Tomcat 9.0.98.0: OpenZTP needs 10.1 or 11",
                install("--war 'a war.war' '" + base + "'", Map.of("CATALINA_HOME", temp + "/old")));
    }

    @Test
    void anOldJavaIsRefusedByItsVersionAndNoJavaBySayingSo() throws IOException {
        String call = "--war 'a war.war' '" + base + "'";
        for (String version : List.of("1.8.0_402", "11.0.22", "16")) {
            Path java = Files.createDirectories(temp.resolve("java " + version + "/bin"))
                    .resolve("java");
            Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2024-01-16' >&2\n");
            assertThat(java.toFile().setExecutable(true)).isTrue();

            refuses(
                    1,
                    "this Java is too old, 17 or newer is needed: openjdk version \"" + version,
                    install(
                            call,
                            Map.of(
                                    "JAVA_HOME",
                                    temp + "/java " + version,
                                    "CATALINA_HOME",
                                    Containers.tomcat("10.1").toString())));
        }
        refuses(1, "there is no Java: set JAVA_HOME", install(call, Map.of("JAVA_HOME", temp + "/none")));
    }
}
