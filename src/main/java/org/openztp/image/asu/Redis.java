package org.openztp.image.asu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.openztp.image.BuildState;
import org.openztp.image.ImageRequest;
import org.openztp.image.Refused;
import org.openztp.image.asu.published.Documents;
import org.openztp.image.asu.wire.Answer;
import org.openztp.image.asu.wire.Asked;
import org.openztp.image.asu.wire.Dialect;
import org.openztp.image.asu.wire.Front;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.asu.wire.Routes;
import org.openztp.image.asu.wire.Times;
import org.openztp.image.upstream.MissingPackage;
import org.openztp.openwrt.InvalidValue;

/** {@code /api/build}, of 2020 to 2024: auc 0.1.5 to 0.2.3, LuCI's attendedsysupgrade of then. */
final class Redis implements Dialect {
    private static final String WAIT_SECONDS = "300";

    private final Front front;
    private final Looks looks;
    private final Documents documents;

    Redis(Front front, Looks looks, Documents documents) {
        this.front = front;
        this.looks = looks;
        this.documents = documents;
    }

    @Override
    public void addTo(Routes routes) {
        routes.add(this, "POST", "/api/build", this::order);
        routes.add(this, "GET", "/api/build/{hash}", this::poll);
    }

    private Answer poll(Asked asked) {
        return looks.find(asked.variable("hash"))
                .map(this::answer)
                .orElseGet(() -> Reply.json(404, Reply.object().put("status", "not_found")));
    }

    private Answer order(Asked asked) {
        try {
            byte[] body = asked.body();
            if (body.length == 0) {
                return trouble(400, "bad_request", "Missing request body");
            }
            Fields fields = Fields.of(body);
            for (String name : List.of("version", "profile")) {
                if (!fields.has(name) || fields.get(name).asText().isEmpty()) {
                    return trouble(400, "bad_request", "Missing " + name);
                }
            }
            String distro = fields.word("distro", "openwrt");
            if (distro != null && !distro.equalsIgnoreCase("openwrt")) {
                return trouble(400, "bad_distro", "Unsupported distro: " + distro);
            }
            if (fields.has("packages") && fields.has("packages_versions")) {
                return trouble(
                        400, "duplicate_package_list", "Use either packages or packages_versions, not both of them");
            }
            return order(fields, asked);
        } catch (Invalid e) {
            return trouble(422, "bad_request", e.getMessage());
        } catch (InvalidValue e) {
            return trouble(400, "bad_request", e.getMessage());
        }
    }

    private Reply order(Fields fields, Asked asked) {
        String version = fields.needed("version", Fields.WORD);
        String profile = fields.needed("profile", Fields.WORD);
        fields.check();
        if (!documents.isBranchOf(version)) {
            return trouble(400, "bad_branch", "Unsupported branch: " + version);
        }
        if (!documents.isVersion(version)) {
            return trouble(400, "bad_version", "Unsupported version: " + version);
        }
        String target = fields.has("target") ? fields.needed("target", TodayBody.TARGET) : null;
        try {
            ImageRequest request =
                    TodayBody.request(fields, target == null ? looks.target(version, profile) : target, asked);
            return answer(looks.order(request, front.asker(asked.http())));
        } catch (Refused e) {
            return refused(e, target, profile);
        }
    }

    private static Reply refused(Refused why, String target, String profile) {
        return switch (why.reason()) {
            case PROFILE -> trouble(400, "bad_profile", "Unsupported profile: " + profile);
            case TARGET ->
                trouble(400, "bad_target", target == null ? why.getMessage() : "Unsupported target: " + target);
            case PACKAGES -> {
                String names = why.missing().stream().map(MissingPackage::name).collect(Collectors.joining(", "));
                yield trouble(422, "bad_packages", "Unsupported package(s): " + names)
                        .with("X-Unknown-Package", names);
            }
            case QUEUE -> trouble(529, "overloaded", why.getMessage()).with("Retry-After", WAIT_SECONDS);
            case VERSION -> trouble(400, "bad_version", why.getMessage());
            case REPOSITORIES -> trouble(400, "bad_request", why.getMessage());
        };
    }

    private Reply answer(Look look) {
        BuildState state = look.build().state();
        if (state.isEnd()) {
            return state == BuildState.DONE ? done(look) : failed(look);
        }
        ObjectNode body = Reply.object();
        if (state == BuildState.QUEUED) {
            body.put("status", "queued").put("queue_position", look.ahead());
        } else {
            body.put("status", "started")
                    .put("imagebuilder_status", look.build().step());
        }
        body.put("enqueued_at", Times.http(look.build().queuedAt())).put("request_hash", look.hash());
        return Reply.json(202, body)
                .with("X-Imagebuilder-Status", body.path("status").asText())
                .with("X-Queue-Position", String.valueOf(look.ahead()));
    }

    private static Reply done(Look look) {
        ObjectNode body = ImageJson.made(look);
        body.put("bin_dir", look.hash())
                .put("request_hash", look.hash())
                .put("buildlog", true)
                .put("enqueued_at", Times.http(look.build().queuedAt()))
                .put("version_commit", body.path("version_code").asText());
        ImageJson.builtAt(body).ifPresent(time -> body.put("build_at", Times.http(time)));
        return Reply.json(200, body);
    }

    private static Reply failed(Look look) {
        String words = ImageJson.trouble(look.build());
        return Reply.json(
                500,
                Reply.object()
                        .put("status", "failed")
                        .put("message", words)
                        .put("error", words)
                        .put("buildlog", true)
                        .put("bin_dir", look.hash())
                        .put("log", "/store/" + look.hash() + "/buildlog.txt")
                        .put("stdout", ImageJson.stdout(look))
                        .put("stderr", ImageJson.stderr(look))
                        .put("request_hash", look.hash()));
    }

    private static Reply trouble(int status, String word, String words) {
        return Reply.json(
                status, Reply.object().put("status", word).put("message", words).put("error", words));
    }

    @Override
    public Reply failure(int status, String words) {
        return trouble(
                status,
                switch (status) {
                    case 404 -> "not_found";
                    case 405 -> "method_not_allowed";
                    case 500 -> "internal_error";
                    case 503 -> "unavailable";
                    default -> "bad_request";
                },
                words);
    }
}
