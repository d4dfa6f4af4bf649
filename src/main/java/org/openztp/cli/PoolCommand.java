package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code wrt pool}: what devices take from. */
@Command(name = "pool", description = "The pools of conf/resources: list, show, release.")
final class PoolCommand {
    private static final int PAGE = 50;
    private static final int LONG_PAGE = 500;

    @ParentCommand
    private Wrt wrt;

    /** The pool that a command is about. */
    static final class PoolName {
        @Parameters(
                index = "0",
                paramLabel = "POOL",
                completionCandidates = Completion.Pools.class,
                description = "its name, which is its file's")
        private String name;

        String encoded() {
            return Api.encoded(name);
        }
    }

    @Command(description = "List the pools and how much of them is taken.")
    int list() {
        JsonNode pools = wrt.api().get("/pools");
        if (wrt.out().isJson()) {
            wrt.out().json(pools);
            return 0;
        }
        Table table = wrt.out().table("POOL", "USED", "RESERVED", "FREE", "TOTAL");
        for (JsonNode pool : pools.path("items")) {
            table.row(pool.get("name"), pool.get("used"), pool.get("reserved"), pool.get("free"), pool.get("total"));
        }
        table.print();
        pools.path("items").forEach(this::remark);
        return 0;
    }

    @Command(description = "Show which device has which value, the first 50 unless --all.")
    int show(
            @Mixin PoolName pool,
            @Option(names = "--all", description = "all of them, not only the first 50") boolean all) {
        String path = "/pools/" + pool.encoded();
        JsonNode page = wrt.api().get(path, Map.of("limit", PAGE));
        Iterable<JsonNode> items = all ? wrt.api().items(path, Map.of("limit", LONG_PAGE)) : page.path("items");
        if (wrt.out().isJson()) {
            ObjectNode document = page.deepCopy();
            if (all) {
                ArrayNode every = document.putArray("items");
                items.forEach(every::add);
                document.putNull("next");
            }
            wrt.out().json(document);
            return 0;
        }
        Table table = wrt.out().table("VALUE", "DEVICE", "SLOT", "SINCE", "");
        for (JsonNode item : items) {
            table.row(
                    item.get("value"),
                    item.hasNonNull("node") ? item.get("node") : item.get("deviceId"),
                    item.get("slot"),
                    Out.time(item.path("at")),
                    item.path("listed").asBoolean() ? "" : "not in the file any more");
        }
        table.print();
        remark(page.path("pool"));
        if (!all && page.path("next").isTextual()) {
            wrt.out().note("these are the first " + PAGE + "; --all lists every one");
        }
        return 0;
    }

    @Command(description = "Take a value back from the device that has it; for one that will not use it any more.")
    int release(
            @Mixin PoolName pool,
            @Parameters(index = "1", paramLabel = "VALUE", description = "as wrt pool show shows it") String value) {
        String path = Api.encoded(value).replace("%2F", "/");
        wrt.api().delete("/pools/" + pool.encoded() + "/allocations/" + path);
        return 0;
    }

    private void remark(JsonNode pool) {
        if (pool.path("problem").isTextual()) {
            wrt.out().note(pool.path("problem").asText());
        }
    }
}
