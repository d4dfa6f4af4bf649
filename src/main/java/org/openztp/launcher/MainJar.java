package org.openztp.launcher;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A jar of the class path, open as long as its loader. It knows itself which entries it keeps for newer releases of Java
 * (JEP 238): to ask the JDK's JarFile anew for each entry is what the start's optimizing compiler was busiest with.
 */
final class MainJar implements Closeable {
    private static final String VERSIONS = "META-INF/versions/";

    private final ZipFile file;
    private final URL url;
    private final Manifest manifest;
    private final ProtectionDomain domain;
    private final Map<String, Integer> newer = new HashMap<>();

    MainJar(Path path, ClassLoader loader) throws IOException {
        file = new ZipFile(path.toFile());
        url = path.toUri().toURL();
        manifest = manifest();
        domain = new ProtectionDomain(new CodeSource(url, (CodeSigner[]) null), null, loader, null);
    }

    private Manifest manifest() throws IOException {
        ZipEntry entry = file.getEntry(JarFile.MANIFEST_NAME);
        if (entry == null) {
            return new Manifest();
        }
        try (InputStream content = file.getInputStream(entry)) {
            return new Manifest(content);
        }
    }

    /** Names each entry that this Java is to see, by the name it is asked for; a folder's ends with a slash. */
    void list(Consumer<String> names) {
        boolean releases = Boolean.parseBoolean(manifest.getMainAttributes().getValue(Attributes.Name.MULTI_RELEASE));
        for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements(); ) {
            String entry = all.nextElement().getName();
            names.accept(entry);
            if (releases && entry.startsWith(VERSIONS)) {
                String name = ofRelease(entry);
                if (name != null) {
                    names.accept(name);
                }
            }
        }
    }

    private String ofRelease(String entry) {
        int slash = entry.indexOf('/', VERSIONS.length());
        if (slash < 0 || slash == entry.length() - 1) {
            return null;
        }
        int release = Integer.parseInt(entry, VERSIONS.length(), slash, 10);
        if (release > Runtime.version().feature()) {
            return null;
        }
        String name = entry.substring(slash + 1);
        newer.merge(name, release, Math::max);
        return name;
    }

    private String entryFor(String name) {
        Integer release = newer.get(name);
        return release == null ? name : VERSIONS + release + '/' + name;
    }

    boolean has(String name) {
        return file.getEntry(entryFor(name)) != null;
    }

    /** Null when it is not in here. */
    byte[] read(String name) throws IOException {
        ZipEntry entry = file.getEntry(entryFor(name));
        if (entry == null) {
            return null;
        }
        byte[] bytes = new byte[(int) entry.getSize()];
        try (InputStream content = file.getInputStream(entry)) {
            content.readNBytes(bytes, 0, bytes.length);
        }
        return bytes;
    }

    URL resource(String name) {
        try {
            String path = new URI(null, null, '/' + entryFor(name), null).getRawPath();
            return new URL("jar:" + url + '!' + path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    URL url() {
        return url;
    }

    Manifest itsManifest() {
        return manifest;
    }

    ProtectionDomain domain() {
        return domain;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
