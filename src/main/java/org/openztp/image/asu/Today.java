package org.openztp.image.asu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.stream.Collectors;
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

/** {@code /api/v1/build}: auc 0.2.4 to 0.3.2, owut, LuCI's attendedsysupgrade, the firmware selector. */
final class Today implements Dialect {
    private static final String WAIT_SECONDS = "300";

    private final Front front;
    private final Looks looks;
    private final Documents documents;

    Today(Front front, Looks looks, Documents documents) {
        this.front = front;
        this.looks = looks;
        this.documents = documents;
    }

    @Override
    public void addTo(Routes routes) {
        routes.add(this, "POST", "/api/v1/build", this::order);
        routes.add(this, "GET", "/api/v1/build/{hash}", this::poll);
    }

    private Answer order(Asked asked) {
        try {
            TodayBody body = TodayBody.read(asked);
            return body.distro().equals("openwrt")
                    ? order(body.request(), front.asker(asked.http()))
                    : failure(400, "Unsupported distro: " + body.distro());
        } catch (Invalid e) {
            return invalid(e);
        } catch (InvalidValue e) {
            return invalid(e.getMessage());
        }
    }

    private Reply order(ImageRequest request, String asker) {
        try {
            return answer(looks.order(request, asker));
        } catch (Refused e) {
            boolean isBranch = e.reason() != Refused.Reason.VERSION || documents.isBranchOf(request.version());
            return isBranch ? refused(e) : failure(400, "Unsupported branch: " + request.version());
        }
    }

    private Answer poll(Asked asked) {
        return looks.find(asked.variable("hash"))
                .map(look -> look.told(Today::answer))
                .orElseGet(() -> titled(404, "Not Found", "could not find provided request hash"));
    }

    /** How a build stands. */
    static Reply answer(Look look) {
        return switch (look.build().state()) {
            case QUEUED ->
                reply(
                        look,
                        Reply.object()
                                .put("status", 202)
                                .put("detail", "queued")
                                .put("queue_position", look.ahead()),
                        "queued");
            case STARTED -> reply(look, started(look), look.build().step());
            case DONE -> reply(look, done(look), "done");
            case FAILED, CANCELLED -> reply(look, failed(look), "failed");
        };
    }

    private static Reply reply(Look look, ObjectNode body, String word) {
        body.put("enqueued_at", Times.micros(look.build().queuedAt())).put("request_hash", look.hash());
        return Reply.json(body.path("status").asInt(), body)
                .with("X-Imagebuilder-Status", word)
                .with("X-Queue-Position", String.valueOf(look.ahead()));
    }

    /** Without a position: LuCI tells by that whether it has begun. */
    private static ObjectNode started(Look look) {
        ObjectNode body = Reply.object()
                .put("status", 202)
                .put("detail", "started")
                .put("imagebuilder_status", look.build().step());
        body.set("request", ImageJson.request(look.build()));
        return body;
    }

    private static ObjectNode done(Look look) {
        ObjectNode body = ImageJson.made(look);
        body.put("status", 200).put("detail", "done").put("imagebuilder_status", "done");
        body.set("request", ImageJson.request(look.build()));
        body.put("stdout", ImageJson.stdout(look)).put("stderr", ImageJson.stderr(look));
        ImageJson.builtAt(body).ifPresent(time -> body.put("build_at", Times.micros(time)));
        return body.put("bin_dir", look.hash());
    }

    private static ObjectNode failed(Look look) {
        ObjectNode body = Reply.object()
                .put("status", 500)
                .put("detail", "Error: " + ImageJson.trouble(look.build()))
                .put("imagebuilder_status", "failed");
        body.set("request", ImageJson.request(look.build()));
        return body.put("stdout", ImageJson.stdout(look)).put("stderr", ImageJson.stderr(look));
    }

    private Reply refused(Refused why) {
        return switch (why.reason()) {
            case PACKAGES ->
                failure(422, why.getMessage())
                        .with(
                                "X-Unknown-Package",
                                why.missing().stream().map(MissingPackage::name).collect(Collectors.joining(", ")));
            case QUEUE -> titled(529, "Server overloaded", why.getMessage()).with("Retry-After", WAIT_SECONDS);
            case VERSION, TARGET, PROFILE, REPOSITORIES -> failure(400, why.getMessage());
        };
    }

    /** One text, for all clients show it as such; and FastAPI's list beside it. */
    private static Reply invalid(Invalid why) {
        ObjectNode body = Reply.object().put("detail", why.getMessage()).put("status", 422);
        body.set("errors", why.errors());
        return Reply.json(422, body);
    }

    private static Reply invalid(String words) {
        Faults faults = new Faults();
        int colon = words.indexOf(": ");
        String field = colon < 0 ? words : words.substring(0, colon);
        faults.add("value_error", words.substring(colon < 0 ? 0 : colon + 2), null, field.toLowerCase(Locale.ROOT));
        try {
            faults.check();
            throw new AssertionError();
        } catch (Invalid e) {
            return invalid(e);
        }
    }

    private static Reply titled(int status, String title, String detail) {
        return Reply.json(
                status, Reply.object().put("status", status).put("title", title).put("detail", detail));
    }

    @Override
    public Reply failure(int status, String words) {
        return Reply.detail(status, words);
    }
}
