package org.openztp.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;

/**
 * A flat class path that knows which jar holds a package, and asks that one first: to ask the JDK for each of eight
 * thousand classes and then jar after jar takes a tenth of the start, whose bound leaves no more. What the first jar with
 * the package has not, and all that is no class, is looked for as usual.
 */
final class MainLoader extends URLClassLoader {
    private static final String CLASS = ".class";

    static {
        registerAsParallelCapable();
    }

    private record Jar(JarFile file, URL url, ProtectionDomain domain) {}

    private final Map<String, Jar> byPackage = new HashMap<>();
    private final List<JarFile> open = new ArrayList<>();

    MainLoader(List<Path> jars, ClassLoader parent) throws IOException {
        super("ztp", new URL[0], parent);
        for (Path path : jars) {
            URL url = path.toUri().toURL();
            addURL(url);
            JarFile file = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion());
            open.add(file);
            CodeSource source = new CodeSource(url, (CodeSigner[]) null);
            index(new Jar(file, url, new ProtectionDomain(source, null, this, null)));
        }
    }

    private void index(Jar jar) {
        String last = "";
        for (Iterator<JarEntry> entries = jar.file.entries().asIterator(); entries.hasNext(); ) {
            String entry = entries.next().getName();
            int folder = entry.lastIndexOf('/');
            if (entry.endsWith(CLASS) && folder > 0 && !(folder == last.length() && entry.startsWith(last))) {
                last = entry.substring(0, folder);
                byPackage.putIfAbsent(last.replace('/', '.'), jar);
            }
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        String folder = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        Jar jar = byPackage.get(folder);
        if (jar != null) {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                Class<?> found = loaded == null ? define(name, folder, jar) : loaded;
                if (found != null) {
                    return found;
                }
            }
        }
        return super.loadClass(name, resolve);
    }

    /** Null when it is not in this jar. */
    private Class<?> define(String name, String folder, Jar jar) throws ClassNotFoundException {
        JarEntry entry = jar.file.getJarEntry(name.replace('.', '/').concat(CLASS));
        if (entry == null) {
            return null;
        }
        byte[] bytes = new byte[(int) entry.getSize()];
        try (InputStream content = jar.file.getInputStream(entry)) {
            content.readNBytes(bytes, 0, bytes.length);
            if (getDefinedPackage(folder) == null) {
                definePackage(folder, jar);
            }
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        return defineClass(name, bytes, 0, bytes.length, jar.domain);
    }

    private void definePackage(String name, Jar jar) throws IOException {
        try {
            if (jar.file.getManifest() == null) {
                definePackage(name, null, null, null, null, null, null, null);
            } else {
                definePackage(name, jar.file.getManifest(), jar.url);
            }
        } catch (IllegalArgumentException e) {
            // another thread was quicker
        }
    }

    /** The modules of the JDK, each of which would be asked, keep nothing there that is meant for us. */
    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.startsWith("META-INF/") ? findResources(name) : super.getResources(name);
    }

    @Override
    public void close() throws IOException {
        super.close();
        for (JarFile file : open) {
            file.close();
        }
    }
}
