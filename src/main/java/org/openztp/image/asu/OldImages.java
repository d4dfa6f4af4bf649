package org.openztp.image.asu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.openztp.image.BuildState;
import org.openztp.image.ImageBuild;
import org.openztp.image.asu.published.Models;
import org.openztp.image.asu.wire.Answer;
import org.openztp.image.asu.wire.Asked;
import org.openztp.image.asu.wire.Dialect;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.asu.wire.Routes;
import org.openztp.image.asu.wire.Times;

/** What was made, and how often, as chef and its pages of figures ask for it. Nothing tells of images with defaults. */
final class OldImages implements Dialect {
    private static final int MOST = 50;

    private final Looks looks;

    OldImages(Looks looks) {
        this.looks = looks;
    }

    @Override
    public void addTo(Routes routes) {
        routes.add(this, "GET", "/api/image/{hash}", asked -> made(asked, OldImages::row));
        routes.add(
                this,
                "GET",
                "/api/manifest/{hash}",
                asked -> made(asked, look -> ImageJson.made(look).path("manifest")));
        routes.add(this, "GET", "/api/v1/packages_hash/{hash}", asked -> made(asked, OldImages::asked));
        routes.add(this, "GET", "/api/v1/stats/popular_packages", asked -> Reply.json(200, packages()));
        routes.add(
                this,
                "GET",
                "/api/v1/stats/popular_targets",
                asked -> Reply.json(200, looks.figures().targets(MOST)));
        for (String name : List.of("images", "image_stats", "images_count")) {
            routes.add(this, "GET", "/api/v1/stats/" + name, asked -> Reply.json(200, count()));
        }
        routes.add(this, "GET", "/api/v1/stats/images_latest", asked -> latest(BuildState.DONE));
        routes.add(this, "GET", "/api/v1/stats/fails_latest", asked -> latest(BuildState.FAILED));
    }

    private interface Of {
        JsonNode look(Look look);
    }

    private Answer made(Asked asked, Of what) {
        Optional<Look> look =
                looks.find(asked.variable("hash")).filter(found -> found.build().state() == BuildState.DONE);
        return Reply.json(look.isPresent() ? 200 : 404, look.map(what::look).orElseGet(Reply::object));
    }

    private static ObjectNode row(Look look) {
        ObjectNode made = ImageJson.made(look);
        ImageBuild build = look.build();
        ObjectNode row = brief(build)
                .put("image_status", "untested")
                .put("vanilla", build.request().packages().names().isEmpty())
                .put(
                        "model",
                        Models.of(made.path("titles")).stream().findFirst().orElse(build.profile()))
                .put("manifest_hash", look.hash())
                .put("packages_hash", look.hash())
                .put("defaults_hash", "")
                .put("worker", "")
                .put("cache_hits", 0)
                .put("files", "/json/" + look.hash() + "/");
        OldAnswers.upgrade(look).ifPresent(name -> row.put("sysupgrade", name));
        return row;
    }

    /** The packages that were named for it. */
    private static ArrayNode asked(Look look) {
        ArrayNode names = Reply.object().putArray("packages");
        look.build().request().packages().names().forEach(names::add);
        return names;
    }

    private static ObjectNode brief(ImageBuild build) {
        return Reply.object()
                .put("image_id", build.id())
                .put("image_hash", build.hash())
                .put("distro", "openwrt")
                .put("distro_alias", "OpenWrt")
                .put("version", build.osVersion())
                .put("version_alias", build.osVersion())
                .put("target", build.target())
                .put("profile", build.profile())
                .put("build_date", Times.micros(build.endedAt()))
                .put("build_seconds", Figures.seconds(build))
                .put("snapshots", build.osVersion().endsWith("SNAPSHOT"));
    }

    private ArrayNode packages() {
        ArrayNode all = Reply.object().putArray("packages");
        looks.figures()
                .popular()
                .forEach(
                        each -> all.addObject().put("package_name", each.name()).put("count", each.amount()));
        return all;
    }

    private ObjectNode count() {
        Figures figures = looks.figures();
        ObjectNode count = Reply.object()
                .put("total", figures.made())
                .put("stored", figures.in(BuildState.DONE).count())
                .put("requested", looks.waiting());
        figures.in(BuildState.DONE).findFirst().ifPresent(last -> count.put("last", Times.micros(last.endedAt())));
        return count;
    }

    private Answer latest(BuildState state) {
        ArrayNode rows = Reply.object().putArray("rows");
        looks.figures()
                .in(state)
                .filter(build -> !build.hasDefaults())
                .limit(MOST)
                .forEach(build -> rows.add(
                        state == BuildState.DONE
                                ? brief(build)
                                : brief(build)
                                        .put("request_hash", build.hash())
                                        .put("request_status", OldAnswers.word(build.fault()))));
        return Reply.json(200, rows);
    }

    @Override
    public Reply failure(int status, String words) {
        return Reply.json(status, Reply.object().put("error", words));
    }
}
