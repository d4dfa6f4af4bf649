package org.openztp.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.openztp.config.Home;
import org.openztp.config.Settings;
import org.openztp.config.SettingsFile;
import org.openztp.config.WrongSettings;
import org.openztp.db.Condition;
import org.openztp.firmware.Digests;
import org.openztp.firmware.FirmwareFolder;
import org.openztp.firmware.Images;
import org.openztp.firmware.store.ImageTypes;
import org.openztp.http.Json;
import org.openztp.observe.Check;
import org.openztp.observe.DiskCheck;
import org.openztp.observe.Finding;
import org.openztp.observe.KeysCheck;
import org.openztp.pool.Pools;
import org.openztp.registration.DeviceFiles;
import org.openztp.script.Scripts;
import org.openztp.signal.Targets;

/**
 * Looks at a data folder without a server, for {@code wrt doctor}, which finds it by its name: takes properties as the
 * server does ({@code ztp.home}, {@code ztp.conf}), and tells each finding as the API's JSON. It changes nothing.
 */
public final class LocalChecks implements BiConsumer<Map<String, String>, Consumer<String>> {
    private static final Finding FRESH = new Finding(
            Finding.Level.OK,
            "files",
            "the first start fills the data folder",
            null,
            "if a server has one already, name it by the variable ZTP_HOME");

    private final InstantSource clock = InstantSource.system();

    @Override
    public void accept(Map<String, String> given, Consumer<String> found) {
        Map<String, String> properties = new HashMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> properties.put(name, System.getProperty(name)));
        properties.putAll(given);
        Home home = Home.locate(System.getenv(), properties);
        Optional<Path> file = Optional.ofNullable(properties.get("ztp.conf")).map(Path::of);
        try (Digests digests = new Digests()) {
            Check.all(checks(home, file, properties, digests), finding -> found.accept(json(finding)));
        }
    }

    private List<Check> checks(Home home, Optional<Path> file, Map<String, String> properties, Digests digests) {
        List<Check> checks = new ArrayList<>();
        try {
            Settings settings = new SettingsFile(home, file).read(System.getenv(), properties);
            checks.add(() -> List.of(Finding.ok("settings", "the settings are in order")));
            checks.add(new SettingsCheck(settings));
            checks.add(database(settings));
            checks.add(new PortCheck(settings.http()));
        } catch (WrongSettings e) {
            checks.add(() -> e.problems().stream().map(LocalChecks::setting).toList());
        }
        if (Files.isDirectory(home.conf())) {
            checks.add(new DiskCheck(
                    List.of(home.folder(), home.db(), home.firmware(), home.store()), DiskCheck.Limits.USUAL));
            checks.add(new KeysCheck(home.keys()));
            checks.add(conf(home, digests));
        } else {
            checks.add(new DiskCheck(List.of(home.folder()), DiskCheck.Limits.USUAL));
            checks.add(() -> List.of(FRESH));
        }
        return checks;
    }

    private static Finding setting(String problem) {
        return Finding.wrong("settings", problem, "the server does not start", "mend this setting");
    }

    private Check database(Settings settings) {
        if (settings.db().jndi().isPresent()) {
            return () ->
                    List.of(Finding.ok("database", "it is the container's data source, which only the server sees"));
        }
        if (Database.isToCome(settings)) {
            return () -> List.of(Finding.ok(
                    "database",
                    "none here yet: the first start makes the embedded one, unless the container has a data source"));
        }
        Supplier<Condition> look = () -> Condition.of(Database.config(settings));
        return new DatabaseCheck(look, clock);
    }

    private ConfCheck conf(Home home, Digests digests) {
        Path conf = home.conf();
        DeviceFiles.Own nobody = new DeviceFiles.Own(List.of(), "");
        Targets targets = Targets.of(home, clock);
        return ConfCheck.of(
                        new Scripts(conf.resolve("scripts"), clock),
                        new Images(conf.resolve("firmware.yaml"), new FirmwareFolder(home.firmware()), digests, clock),
                        new Pools(conf.resolve("resources"), clock),
                        new DeviceFiles(conf.resolve("device"), nobody, clock),
                        PlanFiles.of(home, clock))
                .and(targets::faults)
                .and(ImageTypes.in(conf, clock)::faults)
                .and(ImageFiles.of(home, clock)::faults);
    }

    private static String json(Finding finding) {
        try {
            return Json.MAPPER.writeValueAsString(finding);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
