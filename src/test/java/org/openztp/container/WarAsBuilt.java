package org.openztp.container;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The file the build made, as an archive that is deployed byte for byte: ShrinkWrap alone would pack it anew. */
final class WarAsBuilt {
    static final Path FILE =
            Path.of(System.getProperty("ztp.war", "target/ztp.war")).toAbsolutePath();

    private WarAsBuilt() {}

    static WebArchive archive() {
        WebArchive named = ShrinkWrap.create(WebArchive.class, "ztp.war");
        return proxy(
                WebArchive.class,
                (self, method, arguments) -> method.getName().equals("as") && arguments[0] == ZipExporter.class
                        ? exporter()
                        : method.invoke(named, arguments));
    }

    private static ZipExporter exporter() {
        return proxy(ZipExporter.class, (self, method, arguments) -> switch (method.getName()) {
            case "exportAsInputStream" -> Files.newInputStream(FILE);
            case "exportTo" -> linkAs((File) arguments[0]);
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    /** Tomcat's adapter wants a file for each deployment, in a folder of its own that it never takes away. */
    private static Object linkAs(File file) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            file.delete();
            file.getParentFile().delete();
        }));
        return Files.createSymbolicLink(file.toPath(), FILE);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
