package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Stack;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.MacAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;

/** {@code wrt device}: the inventory. */
@Command(name = "device", description = "The inventory: list, show, remove, retry, approve, tag, place, replace.")
final class DeviceCommand {
    private static final int PAGE = 50;
    private static final int LONG_PAGE = 500;
    private static final int RECENT_EVENTS = 10;

    @ParentCommand
    private Wrt wrt;

    @Command(description = "List devices, the first 50 unless --all.")
    int list(
            @Option(names = "--ip", paramLabel = "ADDRESS", description = "only the one with this address") String ip,
            @Option(names = "--mac", paramLabel = "MAC", description = "only the one with this MAC, in any spelling")
                    String mac,
            @Option(names = "--hostname", paramLabel = "NAME", description = "with this hostname; may end in *")
                    String hostname,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            completionCandidates = Completion.States.class,
                            description = "in this state: ${COMPLETION-CANDIDATES}")
                    String state,
            @Option(names = "--release", paramLabel = "RELEASE", description = "running this release; may end in *")
                    String release,
            @Option(names = "--tag", paramLabel = "TAG", description = "with this tag") String tag,
            @Option(names = "--group", paramLabel = "GROUP", description = "in this group") String group,
            @Option(names = "--location", paramLabel = "LOCATION", description = "at this location") String location,
            @Option(
                            names = "--sort",
                            paramLabel = "KEY",
                            completionCandidates = Completion.SortKeys.class,
                            parameterConsumer = AnyWord.class,
                            description = "by one of ${COMPLETION-CANDIDATES}; with - in front the other way round")
                    String sort,
            @Option(names = "--all", description = "all of them, not only the first 50") boolean all) {
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("ip", ip);
        query.put("mac", mac == null ? null : normalised(mac));
        query.put("hostname", hostname);
        query.put("state", state == null ? null : state.toUpperCase(Locale.ROOT));
        query.put("release", release);
        query.put("tag", tag);
        query.put("group", group);
        query.put("location", location);
        query.put("sort", sort);
        query.put("limit", all ? LONG_PAGE : PAGE);
        return all ? listAll(query) : listPage(query);
    }

    private int listPage(Map<String, Object> query) {
        JsonNode page = wrt.api().get("/devices", query);
        if (wrt.out().isJson()) {
            wrt.out().json(page);
            return 0;
        }
        table(page.path("items"));
        if (page.path("next").isTextual()) {
            wrt.out().note("these are the first " + PAGE + "; --all lists every one");
        }
        return 0;
    }

    private int listAll(Map<String, Object> query) {
        Iterable<JsonNode> devices = wrt.api().items("/devices", query);
        if (!wrt.out().isJson()) {
            table(devices);
            return 0;
        }
        ObjectNode document = Api.object();
        devices.forEach(document.putArray("items")::add);
        wrt.out().json(document.putNull("next"));
        return 0;
    }

    private void table(Iterable<JsonNode> devices) {
        Table table = wrt.out().table("ID", "STATE", "HOSTNAME", "MAC", "ADDRESS", "RELEASE", "BOARD", "LAST SEEN");
        for (JsonNode d : devices) {
            table.row(
                    d.get("id"),
                    d.get("state"),
                    d.get("hostname"),
                    d.get("mac"),
                    d.get("address"),
                    d.get("release"),
                    d.get("boardName"),
                    Out.time(d.path("lastSeen")));
        }
        table.print();
    }

    @Command(description = "Show a device with its facts and its latest history.")
    int show(@Mixin DeviceIds ids) {
        ids.each(wrt.api(), id -> {
            JsonNode device = wrt.api().get("/devices/" + id);
            if (wrt.out().isJson()) {
                wrt.out().json(device);
                return;
            }
            new DeviceSheet(wrt.out()).print(device);
            JsonNode events = wrt.api().get("/devices/" + id + "/events", Map.of("limit", RECENT_EVENTS));
            new EventLines(wrt.out()).printBackwards(events.path("items"));
        });
        return 0;
    }

    @Command(description = "Forget a device with its history; when it registers again it is new.")
    int remove(@Mixin DeviceIds ids) {
        ids.each(wrt.api(), id -> wrt.api().delete("/devices/" + id));
        return 0;
    }

    @Command(description = "Provision again, now.")
    int retry(@Mixin DeviceIds ids) {
        return change(ids, "retry");
    }

    @Command(description = "Let a waiting device in: a new one, or a known one that lost its token.")
    int approve(
            @Mixin DeviceIds ids,
            @Option(
                            names = "--address",
                            paramLabel = "ADDRESS",
                            description = "whose registration is meant, where two wait in one name")
                    String address) {
        return change(ids, "approve" + (address == null ? "" : "?address=" + Api.encoded(address)));
    }

    @Command(name = "accept-hostkey", description = "Trust the host key that a device shows now, and go on.")
    int acceptHostkey(@Mixin DeviceIds ids) {
        return change(ids, "accept-hostkey");
    }

    @Command(description = "Give tags to devices, or take them away; patterns and lists go by them.")
    int tag(
            @Mixin DeviceIds ids,
            @Option(names = "--add", paramLabel = "TAG", split = ",", description = "each gets this one")
                    List<String> add,
            @Option(names = "--remove", paramLabel = "TAG", split = ",", description = "none keeps this one")
                    List<String> remove) {
        if (add == null && remove == null) {
            throw ApiError.usage("one of --add and --remove is wanted");
        }
        List<String> gone = paths(remove);
        List<String> given = paths(add);
        LongFunction<JsonNode> act = id -> {
            JsonNode device = Api.object();
            for (String path : gone) {
                device = wrt.api().delete("/devices/" + id + path);
            }
            for (String path : given) {
                device = wrt.api().put("/devices/" + id + path);
            }
            return device;
        };
        return change(ids, act, device -> device.path("tags").isEmpty() ? "no tags" : DeviceSheet.tags(device));
    }

    /** What begins with a dot would be another path; all else the server judges. */
    private static List<String> paths(List<String> tags) {
        List<String> paths = new ArrayList<>();
        for (String tag : tags == null ? List.<String>of() : tags) {
            if (!tag.matches("(?s)[A-Za-z0-9].*")) {
                throw ApiError.usage("a tag begins with a letter or a digit: '" + tag + "'");
            }
            paths.add("/tags/" + Api.encoded(tag));
        }
        return paths;
    }

    @Command(description = "Say where devices stand; an empty value takes it away.")
    int place(
            @Mixin DeviceIds ids,
            @Option(names = "--group", paramLabel = "GROUP", description = "devices that are treated alike")
                    String group,
            @Option(names = "--location", paramLabel = "LOCATION", description = "the site") String location,
            @Option(
                            names = "--parent",
                            paramLabel = "DEVICE",
                            completionCandidates = Completion.Devices.class,
                            description = "what they hang behind: its id, hostname or MAC")
                    String parent) {
        ObjectNode place = Api.object();
        if (group != null) {
            place.put("group", group);
        }
        if (location != null) {
            place.put("location", location);
        }
        if (parent != null) {
            place.put("parent", parent.isEmpty() ? null : DeviceIds.id(wrt.api(), parent));
        }
        if (place.isEmpty()) {
            throw ApiError.usage("one of --group, --location and --parent is wanted");
        }
        return change(ids, id -> wrt.api().patch("/devices/" + id, place), DeviceSheet::place);
    }

    @Command(
            description =
                    "Give a device's place to another box: its name, what it has from pools, its files, its configuration.")
    int replace(
            @Mixin OneDevice old,
            @Option(
                            names = "--by",
                            paramLabel = "BOX",
                            completionCandidates = Completion.Devices.class,
                            description = "the box that comes: its id, hostname or MAC; a MAC may register later")
                    String by,
            @Option(names = "--force", description = "also a box that is provisioned itself") boolean force,
            @Option(names = "--cancel", description = "the place waits for no box any more") boolean cancel) {
        if (cancel == (by != null)) {
            throw ApiError.usage("one of --by and --cancel is wanted");
        }
        String path = "/devices/" + old.id(wrt.api()) + "/replace";
        if (cancel) {
            wrt.api().delete(path);
            return 0;
        }
        ObjectNode wanted = Api.object().put("by", box(by)).put("force", force);
        JsonNode outcome = wrt.api().post(path, wanted);
        String mac = outcome.path("mac").asText();
        if (wrt.out().isJson()) {
            wrt.out().json(outcome);
        } else if (outcome.path("by").isNull()) {
            wrt.out().line(mac + " gets the place when it registers");
        } else {
            wrt.out().line("device " + outcome.path("by").asText() + " (" + mac + ") has the place and is queued");
        }
        return 0;
    }

    /** A hostname is looked up here; the server knows the others. */
    private String box(String name) {
        try {
            return MacAddress.parse(name).value();
        } catch (InvalidValue e) {
            return String.valueOf(DeviceIds.id(wrt.api(), name));
        }
    }

    @Command(description = "Have a device fetch its work, because no SSH reaches it.")
    int pull(
            @Mixin DeviceIds ids,
            @Option(names = "--off", description = "have the server come by SSH again") boolean off) {
        ObjectNode way = Api.object().put("way", off ? "PUSH" : "PULL");
        return change(ids, id -> wrt.api().patch("/devices/" + id, way));
    }

    private int change(DeviceIds ids, String verb) {
        return change(ids, id -> wrt.api().post("/devices/" + id + "/" + verb));
    }

    private int change(DeviceIds ids, LongFunction<JsonNode> act) {
        return change(ids, act, device -> device.path("state").asText());
    }

    private int change(DeviceIds ids, LongFunction<JsonNode> act, Function<JsonNode, String> outcome) {
        ids.each(wrt.api(), id -> {
            JsonNode device = act.apply(id);
            if (wrt.out().isJson()) {
                wrt.out().json(device);
            } else {
                wrt.out().line(DeviceIds.label(device) + ": " + outcome.apply(device));
            }
        });
        return 0;
    }

    /** Takes the next word though it may look like an option, as {@code -hostname} does. */
    static final class AnyWord implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> words, ArgSpec argument, CommandSpec command) {
            if (words.isEmpty()) {
                throw new ParameterException(command.commandLine(), "Missing value of --sort");
            }
            argument.setValue(words.pop());
        }
    }

    private static String normalised(String mac) {
        try {
            return MacAddress.parse(mac).value();
        } catch (InvalidValue e) {
            throw ApiError.usage(e.getMessage());
        }
    }
}
