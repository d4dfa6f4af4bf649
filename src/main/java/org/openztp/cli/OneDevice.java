package org.openztp.cli;

import picocli.CommandLine.Parameters;

/** The one device a command is about, as an operator names it. */
final class OneDevice {
    @Parameters(
            index = "0",
            paramLabel = "ID",
            completionCandidates = Completion.Devices.class,
            description = "the device's id; or its MAC; or its hostname, where only one has it")
    private String name;

    /** @throws ApiError when no device or more than one is meant */
    long id(Api api) {
        return DeviceIds.id(api, name);
    }
}
