package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.MacAddress;
import picocli.CommandLine.Parameters;

/** The devices a command is about, as an operator names them. */
final class DeviceIds {
    private static final int FEW = 5;

    @Parameters(
            arity = "1..*",
            paramLabel = "ID",
            completionCandidates = Completion.Devices.class,
            description = "the device's id; or its MAC; or its hostname, where only one has it")
    private List<String> names;

    /** One after the other; the first that is refused ends it. */
    void each(Api api, LongConsumer action) {
        names.forEach(name -> action.accept(id(api, name)));
    }

    /**
     * The device's id; a number is not looked up, the server judges it.
     *
     * @throws ApiError when no device or more than one is meant
     */
    static long id(Api api, String name) {
        if (name.matches("\\d{1,11}")) {
            return Long.parseLong(name);
        }
        List<Long> ids = new ArrayList<>();
        for (JsonNode device : api.get("/devices", filter(name)).path("items")) {
            ids.add(device.path("id").asLong());
        }
        if (ids.isEmpty()) {
            throw ApiError.failed("no device " + name);
        }
        if (ids.size() > 1) {
            String which = ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
            throw ApiError.failed("more than one device is called " + name + ": take one of the ids " + which);
        }
        return ids.get(0);
    }

    /** A device as output names it: {@code wrt15(15)}, or {@code device(15)} before it has told its hostname. */
    static String label(JsonNode device) {
        return device.path("hostname").asText("device") + "("
                + device.path("id").asText() + ")";
    }

    private static Map<String, ?> filter(String name) {
        try {
            return Map.of("mac", MacAddress.parse(name).value(), "limit", FEW);
        } catch (InvalidValue e) {
            if (name.contains("*")) {
                throw ApiError.usage("one device is wanted, not a pattern: " + name);
            }
            return Map.of("hostname", name, "limit", FEW);
        }
    }
}
