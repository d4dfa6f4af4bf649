package org.openztp.signal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile;
import org.openztp.config.Home;

/** Who is told what, as {@code conf/signals.yaml} says at the moment; nobody where there is no such file. */
public final class Targets {
    private final Path path;
    private final ConfFile<SignalsFile> file;
    private final Secret secrets;

    /**
     * @param path of {@code signals.yaml}
     * @param keys the folder of keys
     */
    Targets(Path path, Path keys, InstantSource clock) {
        this.path = path;
        this.file = ConfFile.yaml(path, SignalsFile.class, clock);
        this.secrets = new Secret(keys);
    }

    /** As the data folder of a server has them. */
    public static Targets of(Home home, InstantSource clock) {
        return new Targets(home.conf().resolve("signals.yaml"), home.keys(), clock);
    }

    /** None while the file was never good: what happened then is told to nobody. */
    List<Target> now() {
        try {
            return read().targets();
        } catch (BadFile e) {
            return List.of();
        }
    }

    Optional<Target> find(String name) {
        return now().stream().filter(target -> target.name().equals(name)).findFirst();
    }

    /** Whether it is known who the targets are. */
    boolean isKnown() {
        try {
            read();
            return true;
        } catch (BadFile e) {
            return false;
        }
    }

    private SignalsFile read() {
        return Files.exists(path) ? file.get() : SignalsFile.EMPTY;
    }

    Secret secrets() {
        return secrets;
    }

    /** What is wrong with the file, and with the secrets that it names. */
    public List<String> faults() {
        Optional<String> problem = Files.exists(path) ? file.problem() : Optional.empty();
        return problem.isPresent()
                ? List.of(problem.get())
                : now().stream()
                        .flatMap(target -> secrets.fault(target.secretFile()).stream()
                                .map(fault -> path + ": " + target.name() + ": " + fault))
                        .toList();
    }
}
