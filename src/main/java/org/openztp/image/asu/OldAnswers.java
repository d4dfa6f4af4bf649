package org.openztp.image.asu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.image.BuildFault;
import org.openztp.image.BuildState;
import org.openztp.image.BuildStep;
import org.openztp.image.asu.wire.Asked;
import org.openztp.image.asu.wire.Reply;

/**
 * How a build stands, for clients of 2017 to 2019.
 *
 * @param base of absolute URLs, for those of 2018; null for the others
 * @param isUpgrade whether nothing but a file for sysupgrade is of use
 */
record OldAnswers(String base, boolean isUpgrade) {
    /** Those who asked in the way of 2018 poll by a hash of their own, so that they are known by it. */
    private static final String MARK = "a";

    private static final int HASH_LENGTH = 64;
    private static final Pattern MISSING = Pattern.compile("missing \\(([^)]*)\\)");

    /** Which file is for sysupgrade: the first of these that there is. */
    private static final List<Pattern> UPGRADES = List.of(
                    ".*-squashfs-sysupgrade\\.bin(\\.gz)?",
                    ".*-squashfs-sysupgrade\\.(tar|itb|img\\.gz)",
                    ".*-squashfs-nand-sysupgrade\\.bin",
                    ".*-squashfs\\.trx",
                    ".*-squashfs\\.chk",
                    ".*-squashfs\\.bin",
                    ".*-squashfs-sdcard\\.img\\.gz",
                    ".*-combined-squashfs.*",
                    ".*-squashfs-combined.*",
                    ".*\\.img\\.gz")
            .stream()
            .map(Pattern::compile)
            .toList();

    static boolean isOf2018(String told) {
        return told.length() == HASH_LENGTH + MARK.length() && told.endsWith(MARK);
    }

    static String hash(String told) {
        return isOf2018(told) ? told.substring(0, HASH_LENGTH) : told;
    }

    Reply of(Look look, Asked asked) {
        return switch (look.build().state()) {
            case QUEUED -> later(look, "queue").with("X-Build-Queue-Position", String.valueOf(look.ahead()));
            case STARTED -> later(look, isBuilding(look) ? "building" : "initialize");
            case DONE -> done(look, asked);
            case FAILED, CANCELLED -> failed(look);
        };
    }

    private static boolean isBuilding(Look look) {
        return BuildStep.BUILDING.word().equals(look.build().step());
    }

    private Reply later(Look look, String word) {
        return Reply.json(202, told(look)).with("X-Imagebuilder-Status", word);
    }

    private ObjectNode told(Look look) {
        return Reply.object().put("request_hash", look.hash() + (base == null ? "" : MARK));
    }

    private Reply done(Look look, Asked asked) {
        Optional<String> upgrade = upgrade(look);
        if (upgrade.isEmpty() && isUpgrade) {
            return Reply.json(501, told(look).put("error", "no file for sysupgrade could be built for this device"));
        }
        ObjectNode body = told(look).put("image_hash", look.hash());
        if (base != null) {
            String folder = base + "/download/" + look.hash() + "/";
            upgrade.ifPresent(name -> body.put("sysupgrade", folder + name));
            body.put("files", base + "/json/" + look.hash() + "/").put("log", folder + log(look));
            return Reply.json(200, body);
        }
        upgrade.ifPresent(name -> body.put("sysupgrade", name));
        return Reply.json(
                200, body.put("files", files(look, asked)).put("log", "/download/" + look.hash() + "/" + log(look)));
    }

    /** auc puts slashes around it, and two beside each other are refused by some servers. */
    private static String files(Look look, Asked asked) {
        boolean isAuc = asked.header("User-Agent").orElse("").startsWith("auc");
        return isAuc ? "json/" + look.hash() : "/json/" + look.hash() + "/";
    }

    private static String log(Look look) {
        return "buildlog-" + look.hash() + ".txt";
    }

    static Optional<String> upgrade(Look look) {
        List<String> names = new ArrayList<>();
        for (JsonNode image : ImageJson.made(look).path("images")) {
            names.add(image.path("name").asText());
        }
        return upgrade(names);
    }

    /** The file for sysupgrade among these; empty where there is none. */
    static Optional<String> upgrade(List<String> names) {
        return UPGRADES.stream()
                .flatMap(form -> names.stream()
                        .filter(name -> form.matcher(name).matches())
                        .sorted())
                .findFirst();
    }

    private Reply failed(Look look) {
        String words = ImageJson.trouble(look.build());
        ObjectNode body = told(look)
                .put("error", words)
                .put("log", (base == null ? "" : base) + "/download/faillogs/faillog-" + look.hash() + ".txt");
        Matcher missing = MISSING.matcher(words == null ? "" : words);
        Reply reply = Reply.json(status(look), body);
        return look.build().fault() == BuildFault.NO_PACKAGE && missing.find()
                ? reply.with("X-Unknown-Package", missing.group(1))
                : reply;
    }

    /** What came to nothing, in one word. */
    static String word(BuildFault fault) {
        return switch (fault) {
            case CONFLICT, NO_PACKAGE -> "manifest_fail";
            case TOO_BIG -> "imagesize_fail";
            default -> "build_fail";
        };
    }

    private static int status(Look look) {
        if (look.build().state() == BuildState.CANCELLED) {
            return 500;
        }
        return switch (look.build().fault()) {
            case NO_PACKAGE -> 422;
            case CONFLICT -> 409;
            case TOO_BIG -> 413;
            default -> 500;
        };
    }
}
