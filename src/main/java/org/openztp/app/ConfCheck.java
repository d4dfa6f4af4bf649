package org.openztp.app;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.openztp.firmware.Images;
import org.openztp.observe.Check;
import org.openztp.observe.Finding;
import org.openztp.pool.Pools;
import org.openztp.registration.DeviceFiles;
import org.openztp.script.Scripts;

/** Whether the operator's files are in force as they are now. */
record ConfCheck(List<Supplier<List<String>>> files) implements Check {
    static ConfCheck of(Scripts scripts, Images images, Pools pools, DeviceFiles deviceFiles, PlanFiles planFiles) {
        return new ConfCheck(
                List.of(planFiles::faults, pools::faults, scripts::faults, images::faults, deviceFiles::faults));
    }

    ConfCheck and(Supplier<List<String>> more) {
        return new ConfCheck(Stream.concat(files.stream(), Stream.of(more)).toList());
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = files.stream()
                .flatMap(file -> file.get().stream())
                .map(fault -> Finding.wrong(
                        "files",
                        fault,
                        "the content before it stays in force; without one, what needs the file fails",
                        "mend the file: it is read again when it changes"))
                .toList();
        return findings.isEmpty()
                ? List.of(
                        Finding.ok(
                                "files",
                                "neighbordb, definitions, pools, scripts, firmware.yaml, signals.yaml and device files are in force as they are"))
                : findings;
    }
}
