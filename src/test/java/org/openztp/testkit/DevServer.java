package org.openztp.testkit;

import java.nio.file.Path;
import org.openztp.launcher.Standalone;
import org.openztp.launcher.StandaloneOptions;

/** A server out of the source tree, for developing: pages and style sheets are served as they are edited. */
public final class DevServer {
    private DevServer() {}

    /** @param args a port, else 8080 */
    public static void main(String[] args) throws Exception {
        StandaloneOptions options = TestServer.sourceTree().home(Path.of("target", "dev-home"));
        try (Standalone server =
                Standalone.start(args.length == 0 ? options : options.port(Integer.parseInt(args[0])))) {
            System.err.println(server.banner());
            server.await();
        }
    }
}
