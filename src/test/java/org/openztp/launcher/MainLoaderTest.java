package org.openztp.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Path file = folder.resolve(name);
        String entry = content.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                InputStream bytes = content.getClassLoader().getResourceAsStream(entry)) {
            jar.putNextEntry(new JarEntry(entry));
            bytes.transferTo(jar);
            jar.putNextEntry(new JarEntry("words.txt"));
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
}
