package org.openztp.image.asu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.openztp.image.BuildFigures;
import org.openztp.image.BuildState;
import org.openztp.image.ImageBuild;
import org.openztp.image.asu.wire.Answer;
import org.openztp.image.asu.wire.Asked;
import org.openztp.image.asu.wire.Dialect;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.asu.wire.Routes;
import org.openztp.image.asu.wire.Times;
import org.openztp.openwrt.InvalidValue;

/** How much this server does, a minute ago at most. */
final class Statistics implements Dialect {
    private static final Duration DAY = Duration.ofDays(1);

    private final Looks looks;

    Statistics(Looks looks) {
        this.looks = looks;
    }

    @Override
    public void addTo(Routes routes) {
        routes.add(this, "GET", "/api/v1/stats", asked -> Reply.json(200, queue()));
        routes.add(
                this,
                "GET",
                "/api/v1/stats/summary",
                asked -> Reply.json(
                        200, queue().put("builds_24h", looks.figures().madeWithin(DAY))));
        routes.add(
                this,
                "GET",
                "/api/v1/builds-per-day",
                asked -> Reply.json(200, looks.figures().byDay()));
        routes.add(
                this,
                "GET",
                "/api/v1/builds-by-version",
                asked -> Reply.json(
                        200, looks.figures().byVersion(asked.query("branch").orElse(null))));
        routes.add(this, "GET", "/api/v1/top-packages", this::packages);
        routes.add(this, "GET", "/api/v1/build-errors", this::errors);
    }

    private ObjectNode queue() {
        return Reply.object().put("queue_length", looks.waiting());
    }

    private Answer packages(Asked asked) {
        String branch = asked.query("branch").orElse(null);
        ObjectNode all = Reply.object();
        var packages = all.putArray("packages");
        looks.figures()
                .packages(branch, count(asked, 20, 100))
                .forEach(each -> packages.addObject().put("name", each.getKey()).put("count", each.getValue()));
        return Reply.json(200, all.put("branch", branch).put("days", BuildFigures.DAYS));
    }

    private Answer errors(Asked asked) {
        List<ImageBuild> failed = looks.figures()
                .in(BuildState.FAILED)
                .limit(count(asked, 100, 500))
                .toList();
        if (failed.isEmpty()) {
            return Reply.text(200, "No build errors recorded.");
        }
        String lines = failed.stream()
                .map(build -> line(build) + build.osVersion() + ":" + build.target() + ":" + build.profile() + " "
                        + build.words())
                .collect(Collectors.joining("\n"));
        return Reply.text(
                200,
                "Build Errors: " + failed.size() + " entries\nTime range: "
                        + line(failed.get(failed.size() - 1)).strip() + " to "
                        + line(failed.get(0)).strip()
                        + "\n\nRecent errors:\n" + "-".repeat(60) + "\n" + lines + "\n");
    }

    private static String line(ImageBuild build) {
        return Times.plain(build.endedAt()) + " ";
    }

    private static int count(Asked asked, int usual, int most) {
        String count = asked.query("n").orElse(String.valueOf(usual));
        if (!count.matches("\\d{1,6}") || Integer.parseInt(count) < 1) {
            throw new InvalidValue("n: 1 to " + most + " is wanted");
        }
        return Math.min(most, Integer.parseInt(count));
    }

    @Override
    public Reply failure(int status, String words) {
        return Reply.detail(status, words);
    }
}
