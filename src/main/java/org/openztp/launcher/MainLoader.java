package org.openztp.launcher;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A flat class path that knows what is in which jar, so that no jar is asked for what it has not: to ask jar after jar
 * for each of ten thousand classes and each service file takes a tenth of the start, whose bound leaves no more.
 */
final class MainLoader extends URLClassLoader {
    private static final String CLASS = ".class";

    static {
        registerAsParallelCapable();
    }

    private final Map<String, List<MainJar>> byPackage = new HashMap<>();
    private final Map<String, List<MainJar>> byResource = new HashMap<>();
    private final List<MainJar> open = new ArrayList<>();

    MainLoader(List<Path> jars, ClassLoader parent) throws IOException {
        super("ztp", new URL[0], parent);
        for (Path path : jars) {
            MainJar jar = new MainJar(path, this);
            open.add(jar);
            addURL(jar.url());
            index(jar);
        }
    }

    private void index(MainJar jar) {
        String[] last = {""};
        jar.list(entry -> {
            int folder = entry.lastIndexOf('/');
            if (!entry.endsWith(CLASS)) {
                add(byResource, withoutSlash(entry), jar);
            } else if (folder > 0 && !(folder == last[0].length() && entry.startsWith(last[0]))) {
                last[0] = entry.substring(0, folder);
                add(byPackage, last[0].replace('/', '.'), jar);
            }
        });
    }

    private static void add(Map<String, List<MainJar>> index, String name, MainJar jar) {
        List<MainJar> jars = index.computeIfAbsent(name, unknown -> new ArrayList<>(1));
        if (jars.isEmpty() || jars.get(jars.size() - 1) != jar) {
            jars.add(jar);
        }
    }

    private static String withoutSlash(String name) {
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private static String packageOf(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        String folder = packageOf(name);
        for (MainJar jar : byPackage.getOrDefault(folder, List.of())) {
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
    private Class<?> define(String name, String folder, MainJar jar) throws ClassNotFoundException {
        try {
            byte[] bytes = jar.read(name.replace('.', '/').concat(CLASS));
            if (bytes == null) {
                return null;
            }
            if (getDefinedPackage(folder) == null) {
                definePackage(folder, jar);
            }
            return defineClass(name, bytes, 0, bytes.length, jar.domain());
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private void definePackage(String name, MainJar jar) {
        try {
            definePackage(name, jar.itsManifest(), jar.url());
        } catch (IllegalArgumentException e) {
            // another thread was quicker
        }
    }

    /** All there is was looked for before the parent was asked. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        throw new ClassNotFoundException(name);
    }

    private List<MainJar> holding(String resource) {
        if (resource.endsWith(CLASS)) {
            String folder = resource.substring(0, Math.max(0, resource.lastIndexOf('/')));
            return byPackage.getOrDefault(folder.replace('/', '.'), List.of()).stream()
                    .filter(jar -> jar.has(resource))
                    .toList();
        }
        return byResource.getOrDefault(withoutSlash(resource), List.of());
    }

    @Override
    public URL findResource(String name) {
        List<MainJar> jars = holding(name);
        return jars.isEmpty() ? null : jars.get(0).resource(name);
    }

    @Override
    public Enumeration<URL> findResources(String name) {
        return Collections.enumeration(
                holding(name).stream().map(jar -> jar.resource(name)).toList());
    }

    /** As for classes, what is in a jar goes before what the parent has. */
    @Override
    public URL getResource(String name) {
        URL found = findResource(name);
        return found == null ? super.getResource(name) : found;
    }

    /** The modules of the JDK, each of which would be asked, keep nothing there that is meant for us. */
    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.startsWith("META-INF/") ? findResources(name) : super.getResources(name);
    }

    @Override
    public void close() throws IOException {
        super.close();
        for (MainJar jar : open) {
            jar.close();
        }
    }
}
