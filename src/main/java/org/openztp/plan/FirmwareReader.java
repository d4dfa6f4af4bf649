package org.openztp.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.openztp.config.Nearest;
import org.openztp.desired.DesiredBuild;
import org.openztp.desired.DesiredImage;
import org.openztp.openwrt.InvalidValue;

/** The {@code firmware} and the {@code upgrade} of a definition, and what is wrong with them. */
final class FirmwareReader {
    static final String BUILD = "firmware";
    static final String UPGRADE = "upgrade";
    private static final String IMAGE = "image";
    private static final String FIX = "fix";
    private static final int LONGEST = 100;

    private final BiConsumer<Place, String> faults;

    FirmwareReader(BiConsumer<Place, String> faults) {
        this.faults = faults;
    }

    /** @param isOfNode whether the definition is one device's own, in which neither may stand */
    Definition.Firmware read(Value.Group top, boolean isOfNode) {
        Value build = written(top, BUILD);
        Value upgrade = written(top, UPGRADE);
        Value last = upgrade == null ? build : upgrade;
        if (isOfNode && last != null) {
            String name = last == build ? BUILD : UPGRADE;
            faults.accept(
                    last.place(),
                    name + ": only definitions for many say it; for one device, conf/desired-firmware.yaml");
            return Definition.Firmware.NONE;
        }
        if (build != null && upgrade != null) {
            faults.accept(
                    upgrade.place(),
                    "upgrade: firmware names a build of the store already; a definition says one of the two");
            return Definition.Firmware.NONE;
        }
        return new Definition.Firmware(
                Optional.ofNullable(build).flatMap(this::build),
                Optional.ofNullable(upgrade).flatMap(this::image));
    }

    private static Value written(Value.Group group, String name) {
        Value value = group.values().get(name);
        return value instanceof Value.Plain plain && plain.value() == null ? null : value;
    }

    private Optional<DesiredBuild> build(Value value) {
        Value.Group group =
                value instanceof Value.Group written ? written : new Value.Group(value.place(), Map.of("build", value));
        known(group, List.of("build", FIX));
        try {
            return Optional.of(DesiredBuild.of(text(group, "build"), text(group, FIX)));
        } catch (InvalidValue e) {
            faults.accept(value.place(), "firmware: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<DesiredImage> image(Value value) {
        if (!(value instanceof Value.Group upgrade) || !(written(upgrade, IMAGE) instanceof Value.Group image)) {
            faults.accept(value.place(), "upgrade: a mapping is wanted, such as {image: {packages: [tcpdump, -ppp]}}");
            return Optional.empty();
        }
        known(upgrade, List.of(IMAGE, FIX));
        known(image, List.of("packages", "version", "filesystem"));
        try {
            return Optional.of(DesiredImage.of(
                    packages(image), text(image, "version"), text(image, "filesystem"), text(upgrade, FIX)));
        } catch (InvalidValue e) {
            String named =
                    e.getMessage().substring(0, Math.max(0, e.getMessage().indexOf(':')));
            Value wrong = image.values().getOrDefault(named, upgrade.values().getOrDefault(named, image));
            faults.accept(wrong.place(), "upgrade: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static List<String> packages(Value.Group image) {
        Value value = written(image, "packages");
        if (value == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (Value one : value instanceof Value.Many many ? many.values() : List.of(value)) {
            // what is no text is no name, and is refused as such
            names.add(one instanceof Value.Plain plain ? String.valueOf(plain.value()) : "");
        }
        return names;
    }

    private void known(Value.Group group, List<String> names) {
        group.values().forEach((name, value) -> {
            if (!names.contains(name)) {
                String nearest =
                        name.isEmpty() ? names.get(0) : Nearest.to(name, names).name();
                faults.accept(value.place(), name + ": unknown here; did you mean " + nearest + "?");
            }
        });
    }

    /** Null where nothing is written. */
    private static String text(Value.Group group, String name) {
        Value value = written(group, name);
        if (value == null) {
            return null;
        }
        String text = value instanceof Value.Plain plain ? plain.value().toString() : "";
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new InvalidValue(name + ": one line of at most " + LONGEST + " characters is wanted");
        }
        return text;
    }
}
