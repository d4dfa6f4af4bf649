package org.openztp.image.asu;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import org.openztp.image.ImageRequest;
import org.openztp.image.Refused;
import org.openztp.image.asu.wire.Answer;
import org.openztp.image.asu.wire.Asked;
import org.openztp.image.asu.wire.Dialect;
import org.openztp.image.asu.wire.Front;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.asu.wire.Routes;
import org.openztp.image.upstream.MissingPackage;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Sha256;

/** The API of 2017 to 2019: auc of 18.06 and 19.07, LuCI's attendedsysupgrade of then, chef. */
final class V02 implements Dialect {
    private static final int LONGEST_DEFAULTS = 10 * 1024;
    private static final String WAIT_SECONDS = "300";

    private final Front front;
    private final Looks looks;
    private final UpgradeCheck check;
    private final OldProfiles profiles;

    V02(Front front, Looks looks, UpgradeCheck check, OldProfiles profiles) {
        this.front = front;
        this.looks = looks;
        this.check = check;
        this.profiles = profiles;
    }

    @Override
    public void addTo(Routes routes) {
        routes.add(this, "POST", "/api/upgrade-check", this::check);
        // it never led anywhere: a check is answered at once
        routes.add(this, "GET", "/api/upgrade-check/{hash}", asked -> missing("distro"));
        routes.add(this, "GET", "/api", asked -> Reply.empty(302).with("Location", front.url(asked) + "/"));
        // chef looks for packages of networks, which there are none of
        routes.add(this, "GET", "/network-profiles/Packages", asked -> failure(404, "Not found"));
        routes.add(this, "POST", "/api/upgrade-request", asked -> order(asked, true));
        routes.add(this, "GET", "/api/upgrade-request/{hash}", asked -> poll(asked, true));
        routes.add(this, "POST", "/api/build-request", asked -> order(asked, false));
        routes.add(this, "GET", "/api/build-request/{hash}", asked -> poll(asked, false));
    }

    private Answer check(Asked asked) {
        byte[] sent = asked.body();
        Optional<OldBody> body = OldBody.read(sent);
        if (body.isEmpty()) {
            return malformed();
        }
        Reply refused = refused(body.get(), List.of("distro", "version", "target"));
        if (refused != null) {
            return refused;
        }
        UpgradeCheck.Outcome outcome;
        try {
            outcome = check.of(body.get());
        } catch (InvalidValue e) {
            return failure(400, e.getMessage());
        }
        if (outcome.refusal() != null) {
            Reply reply = failure(outcome.refusal().status(), outcome.refusal().words());
            return outcome.refusal().unknown().isEmpty()
                    ? reply
                    : unknown(reply, outcome.refusal().unknown());
        }
        return outcome.answer() == null
                ? Reply.empty(204).with("X-Request-Hash", Sha256.hex(sent))
                : Reply.json(200, outcome.answer());
    }

    /** Null for what can be gone on with. */
    private Reply refused(OldBody body, List<String> needed) {
        for (String name : needed) {
            if (body.text(name).isEmpty()) {
                return missing(name);
            }
        }
        return body.isOfOpenWrt() ? null : failure(412, "unknown distribution " + printable(body.text("distro")));
    }

    private Reply missing(String name) {
        return failure(412, "missing parameter " + name).with("X-Missing-Param", name);
    }

    private Answer order(Asked asked, boolean isUpgrade) {
        Optional<OldBody> body = OldBody.read(asked.body());
        if (body.isEmpty()) {
            return malformed();
        }
        Reply refused = refused(body.get(), List.of("distro", "target"));
        if (refused != null) {
            return refused;
        }
        try {
            String defaults = isUpgrade ? "" : body.get().script("defaults");
            if (defaults.length() > LONGEST_DEFAULTS) {
                return failure(420, "attached defaults exceed max size");
            }
            ImageRequest request = profiles.request(body.get(), defaults, asked);
            OldAnswers answers = new OldAnswers(body.get().isOf2018() ? front.url(asked) : null, isUpgrade);
            return answers.of(looks.order(request, front.asker(asked.http())), asked);
        } catch (OldProfiles.Unknown e) {
            return failure(412, e.getMessage());
        } catch (InvalidValue e) {
            return failure(400, e.getMessage());
        } catch (Refused e) {
            return refused(e, body.get());
        }
    }

    private Reply refused(Refused why, OldBody body) {
        return switch (why.reason()) {
            case VERSION -> failure(412, "unknown version " + printable(body.text("version")));
            case TARGET -> failure(412, "unknown target " + printable(body.target()));
            case PROFILE -> failure(412, OldProfiles.UNKNOWN);
            case PACKAGES -> {
                List<String> names =
                        why.missing().stream().map(MissingPackage::name).toList();
                yield unknown(failure(422, "could not find packages: " + String.join(", ", names)), names);
            }
            case QUEUE -> failure(503, why.getMessage()).with("Retry-After", WAIT_SECONDS);
            case REPOSITORIES -> failure(400, why.getMessage());
        };
    }

    private static Reply unknown(Reply reply, List<String> names) {
        return reply.with("X-Unknown-Package", String.join(", ", names));
    }

    private static String printable(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 80 ? plain.substring(0, 80) : plain;
    }

    private Answer poll(Asked asked, boolean isUpgrade) {
        String told = asked.variable("hash");
        boolean isOf2018 = OldAnswers.isOf2018(told);
        OldAnswers answers = new OldAnswers(isOf2018 ? front.url(asked) : null, isUpgrade);
        return looks.find(OldAnswers.hash(told))
                .<Answer>map(look -> answers.of(look, asked))
                .orElseGet(() -> Reply.json(404, Reply.object()));
    }

    private static Reply malformed() {
        return Reply.json(400, JsonNodeFactory.instance.arrayNode());
    }

    @Override
    public Reply failure(int status, String words) {
        return Reply.json(status, Reply.object().put("error", words));
    }
}
