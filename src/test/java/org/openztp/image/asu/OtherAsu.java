package org.openztp.image.asu;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openztp.http.Json;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.StandIn;
import org.openztp.testkit.StandIn.Answer;

/** Another asu server that makes an image of a few bytes at once, or comes to nothing by what the packages say. */
final class OtherAsu implements AutoCloseable {
    static final String SLOW = "toy-slow";
    static final String FIRST_STEP = "toy-init";
    static final String BIG = "toy-big";
    static final String CONFLICT = "toy-conflict";
    static final String BROKEN = "toy-broken";
    static final String EPOCH = "1612136917";

    private static final String FOLDER = "made";

    /** The requests, as they came. */
    final List<JsonNode> asked = new CopyOnWriteArrayList<>();

    private final StandIn server;

    OtherAsu() throws IOException {
        server = new StandIn("127.0.0.1", this::answer);
    }

    String url() {
        return server.url();
    }

    private Answer answer(StandIn.Request request) {
        if (request.path().contains("/store/")) {
            return Answer.of(200, content(request.path().replaceAll(".*/", "")));
        }
        if (request.body().length == 0) {
            return later(request.path().replaceAll(".*/", ""));
        }
        JsonNode body = json(request.body());
        asked.add(body);
        String packages = body.path("packages").toString();
        if (packages.contains(SLOW)) {
            return later("building_image");
        }
        if (packages.contains(FIRST_STEP)) {
            return later("init");
        }
        if (packages.contains(BIG)) {
            return failed("Selected packages exceed device storage");
        }
        if (packages.contains(CONFLICT)) {
            return failed("Impossible package selection: conflicts (toy-conflict)");
        }
        return packages.contains(BROKEN)
                ? failed("Error while building firmware. See stdout/stderr")
                : Answer.of(200, made(body).toString());
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException e) {
            throw new IllegalArgumentException(new String(body, UTF_8), e);
        }
    }

    /** @param step which the hash is called by as well */
    private static Answer later(String step) {
        return Answer.of(
                202,
                Json.MAPPER
                        .createObjectNode()
                        .put("imagebuilder_status", step)
                        .put("request_hash", step)
                        .toString());
    }

    private static Answer failed(String why) {
        return Answer.of(
                500,
                Json.MAPPER
                        .createObjectNode()
                        .put("detail", "Error: " + why)
                        .put("stdout", "make[1]: Entering")
                        .put("stderr", "no rule for luck")
                        .toString());
    }

    private static ObjectNode made(JsonNode request) {
        String profile = request.path("profile").asText();
        String target = request.path("target").asText();
        String prefix = "openwrt-" + request.path("version").asText() + "-" + target.replace('/', '-') + "-" + profile;
        ObjectNode made = Json.MAPPER.createObjectNode();
        made.put("metadata_version", 1)
                .put("source_date_epoch", Long.parseLong(EPOCH))
                .put("target", target)
                .put("version_code", "r24106-10cc5fcd00")
                .put("version_number", request.path("version").asText())
                .put("id", profile)
                .put("image_prefix", prefix)
                .put("bin_dir", FOLDER)
                .put("stdout", "made it")
                .put("stderr", "");
        made.putArray("supported_devices").add(profile.replaceFirst("_", ","));
        made.putArray("titles").addObject().put("vendor", "The Test Comp").put("model", "Test1");
        List<String> names = request.path("rootfs_size_mb").asInt() == 77
                ? List.of("-squashfs-factory.bin")
                : List.of("-squashfs-factory.bin", "-squashfs-sysupgrade.bin");
        for (String name : names) {
            made.withArray("images")
                    .addObject()
                    .put("filesystem", "squashfs")
                    .put("name", prefix + name)
                    .put("sha256", Sha256.hex(content(prefix + name)))
                    .put("type", name.contains("factory") ? "factory" : "sysupgrade");
        }
        ObjectNode manifest = made.putObject("manifest").put("kernel", "5.15.167-1");
        request.path("packages").forEach(name -> manifest.put(name.asText(), "1.0-2"));
        made.putArray("build_cmd").add("make").add("image").add("PROFILE=" + profile);
        made.putArray("build_cmd_packages")
                .addAll(List.of(Json.MAPPER.createObjectNode().textNode("vim")));
        return made;
    }

    /** Of an image's file, by its name. */
    static String content(String name) {
        return "the bytes of " + name;
    }

    @Override
    public void close() {
        server.close();
    }
}
