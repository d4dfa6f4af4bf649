package org.openztp.signal;

import java.util.List;
import java.util.Objects;

/** {@code conf/signals.yaml}. */
record SignalsFile(List<Target> targets) {
    static final SignalsFile EMPTY = new SignalsFile(null);

    SignalsFile {
        targets = targets == null ? List.of() : targets;
        Target.check(
                targets.stream().noneMatch(Objects::isNull), "targets: name and webhook or mail of each are wanted");
        targets = List.copyOf(targets);
        long names = targets.stream().map(Target::name).distinct().count();
        Target.check(names == targets.size(), "targets: two have the same name");
    }
}
