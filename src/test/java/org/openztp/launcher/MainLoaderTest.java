package org.openztp.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainLoaderTest {
    /** In the first jar, and in the second of the same package. */
    static final class One {}

    static final class Other {}

    @TempDir
    private Path folder;

    private MainLoader loader;

    @BeforeEach
    void splitOnePackage() throws IOException {
        loader = new MainLoader(
                List.of(jar("a.jar", One.class), jar("b.jar", Other.class)), ClassLoader.getPlatformClassLoader());
    }

    @AfterEach
    void closeTheJars() throws IOException {
        loader.close();
    }

    private Path jar(String name, Class<?> content) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, name);
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, String.valueOf(name.equals("a.jar")));
        Path file = folder.resolve(name);
        String entry = content.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                InputStream bytes = content.getClassLoader().getResourceAsStream(entry)) {
            jar.putNextEntry(new JarEntry(entry));
            bytes.transferTo(jar);
            jar.putNextEntry(new JarEntry("words.txt"));
            jar.putNextEntry(new JarEntry("folder/"));
            jar.putNextEntry(new JarEntry("folder/a b#c.txt"));
            jar.write("first".getBytes(UTF_8));
            jar.putNextEntry(new JarEntry("META-INF/versions/11/folder/a b#c.txt"));
            jar.write("of 11".getBytes(UTF_8));
            jar.putNextEntry(new JarEntry("META-INF/versions/99/folder/a b#c.txt"));
            jar.write("of 99".getBytes(UTF_8));
        }
        return file;
    }

    @Test
    void aPackageInTwoJarsIsFoundInBoth() throws Exception {
        assertThat(loader.loadClass(One.class.getName()).getClassLoader()).isSameAs(loader);
        assertThat(loader.loadClass(Other.class.getName()).getClassLoader()).isSameAs(loader);
    }

    @Test
    void aClassKnowsItsJarAndItsVersion() throws Exception {
        Class<?> one = loader.loadClass(One.class.getName());

        assertThat(one.getPackage().getImplementationVersion()).isEqualTo("a.jar");
        assertThat(one.getProtectionDomain().getCodeSource().getLocation())
                .isEqualTo(folder.resolve("a.jar").toUri().toURL());
    }

    @Test
    void whatIsInNoJarIsNotFound() {
        assertThatThrownBy(() -> loader.loadClass(MainLoaderTest.class.getName()))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void theJdksOwnClassesAreTheJdks() throws Exception {
        assertThat(loader.loadClass("java.sql.Connection")).isSameAs(java.sql.Connection.class);
    }

    @Test
    void aClassIsLoadedOnceHoweverManyThreadsAsk() {
        List<Class<?>> asked = IntStream.range(0, 64)
                .parallel()
                .<Class<?>>mapToObj(i -> {
                    try {
                        return loader.loadClass(i % 2 == 0 ? One.class.getName() : Other.class.getName());
                    } catch (ClassNotFoundException e) {
                        throw new AssertionError(e);
                    }
                })
                .distinct()
                .toList();

        assertThat(asked).hasSize(2);
    }

    @Test
    void aResourceIsFoundInEveryJar() throws Exception {
        assertThat(loader.getResources("words.txt").asIterator()).toIterable().hasSize(2);
        assertThat(loader.getResources("META-INF/MANIFEST.MF").asIterator())
                .toIterable()
                .hasSize(2);
    }

    @Test
    void whatIsThereForThisJavaIsTakenWhereTheJarSaysSo() throws Exception {
        List<String> texts = new ArrayList<>();
        for (URL url : Collections.list(loader.getResources("folder/a b#c.txt"))) {
            try (InputStream in = url.openStream()) {
                texts.add(new String(in.readAllBytes(), UTF_8));
            }
        }

        assertThat(texts).containsExactly("of 11", "first");
        assertThat(loader.getResource("folder/a b#c.txt")).isEqualTo(loader.findResource("folder/a b#c.txt"));
    }

    @Test
    void aFolderIsFoundWithItsSlashAndWithout() throws Exception {
        assertThat(Collections.list(loader.getResources("folder"))).hasSize(2);
        assertThat(Collections.list(loader.getResources("folder/"))).hasSize(2);
        assertThat(loader.getResource("folders")).isNull();
    }

    @Test
    void aClassIsAResourceOfItsJar() throws Exception {
        String name = Other.class.getName().replace('.', '/') + ".class";

        assertThat(loader.getResource(name).toString()).endsWith("b.jar!/" + name);
        assertThat(loader.getResource(name.replace("Other", "None"))).isNull();
    }
}
