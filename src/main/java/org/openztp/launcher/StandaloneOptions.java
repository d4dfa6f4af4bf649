package org.openztp.launcher;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a server of one's own is to run.
 *
 * @param parameters what overrides the settings: {@code ztp.home}, {@code ztp.conf} (a file), {@code ztp.<key>}
 * @param contextPath the path it answers under, empty for the root
 * @param web the unpacked WAR without its jars
 * @param mounts further folders, by the path in the WAR at which their content appears
 */
public record StandaloneOptions(
        Map<String, String> parameters, String contextPath, Path web, Map<String, Path> mounts, Log log) {

    /**
     * What becomes of log lines; they always lie in the data folder.
     *
     * @param debug tell more
     * @param console show them on the terminal as well
     */
    public record Log(boolean debug, boolean console) {}

    public StandaloneOptions {
        parameters = Map.copyOf(parameters);
        mounts = Map.copyOf(mounts);
        if (!contextPath.matches("|(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException("a context path such as /ztp is wanted");
        }
    }

    /** As {@code java -jar ztp.war} runs without options. */
    public static StandaloneOptions usual() {
        Path web = Path.of(System.getProperty("ztp.web", "webapp"));
        return new StandaloneOptions(Map.of(), "/ztp", web, Map.of(), new Log(false, true));
    }

    public StandaloneOptions with(String parameter, String value) {
        Map<String, String> more = new TreeMap<>(parameters);
        more.put(parameter, value);
        return new StandaloneOptions(more, contextPath, web, mounts, log);
    }

    public StandaloneOptions conf(Path file) {
        return with("ztp.conf", file.toAbsolutePath().toString());
    }

    public StandaloneOptions port(int port) {
        return with("ztp.http.port", String.valueOf(port));
    }

    public StandaloneOptions home(Path folder) {
        return with("ztp.home", folder.toAbsolutePath().toString());
    }

    public StandaloneOptions under(String path) {
        return new StandaloneOptions(parameters, path, web, mounts, log);
    }

    public StandaloneOptions mount(String path, Path folder) {
        Map<String, Path> more = new TreeMap<>(mounts);
        more.put(path, folder);
        return new StandaloneOptions(parameters, contextPath, web, more, log);
    }

    public StandaloneOptions log(Log other) {
        return new StandaloneOptions(parameters, contextPath, web, mounts, other);
    }

    Path home() {
        String given = parameters.get("ztp.home");
        return given == null ? Main.home() : Path.of(given);
    }
}
