package org.openztp.rollout;

import jakarta.ws.rs.FormParam;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openztp.openwrt.InvalidValue;

/** A roll-out as the form on a build's page asks for it: a canary, a share of the devices, and all the others. */
public final class RolloutForm {
    @FormParam("name")
    private String name;

    @FormParam("build")
    private String build;

    @FormParam("tag")
    private String tag;

    @FormParam("group")
    private String group;

    @FormParam("location")
    private String location;

    @FormParam("canary")
    private String canary;

    @FormParam("percent")
    private String percent;

    @FormParam("soak")
    private String soak;

    @FormParam("failures")
    private String failures;

    @FormParam("overall")
    private String overall;

    @FormParam("zone")
    private String zone;

    @FormParam("from")
    private String from;

    @FormParam("to")
    private String to;

    @FormParam("late")
    private String late;

    @FormParam("approval")
    private String approval;

    /** @throws InvalidValue naming the field and what to mend */
    RolloutPlan plan() {
        Integer minutes = number("soakMinutes", soak);
        List<Stage> stages = new ArrayList<>();
        Stream.ofNullable(number("stages: count", canary))
                .map(count -> new Stage(null, count, null, 100, minutes))
                .forEach(stages::add);
        Stream.ofNullable(number("stages: percent", percent))
                .map(share -> new Stage(share, null, null, null, minutes))
                .forEach(stages::add);
        Integer most = number("stop: percent", failures);
        return new RolloutPlan(
                name,
                build,
                Map.of(),
                targets(),
                stages,
                most == null ? null : new StopRule(most, null),
                new Caps(number("caps: overall", overall), null, null),
                window(),
                null,
                null,
                null,
                late != null,
                approval != null,
                false);
    }

    private Targets targets() {
        List<String> tags = text(tag) == null ? null : List.of(text(tag));
        boolean all = Stream.of(tag, group, location).allMatch(word -> text(word) == null);
        return new Targets(null, tags, text(group), text(location), null, null, null, all ? true : null);
    }

    private Window window() {
        boolean any = Stream.of(zone, from, to).anyMatch(word -> text(word) != null);
        return any ? new Window(text(zone), null, time("from", from), time("to", to)) : null;
    }

    private static LocalTime time(String what, String value) {
        try {
            return text(value) == null ? null : LocalTime.parse(text(value));
        } catch (DateTimeParseException e) {
            throw new InvalidValue("window: " + what + ": a time of day is wanted, such as 01:00");
        }
    }

    private static String text(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static Integer number(String what, String value) {
        String digits = text(value);
        if (digits != null && !digits.matches("\\d{1,7}")) {
            throw new InvalidValue(what + ": a whole number is wanted");
        }
        return digits == null ? null : Integer.valueOf(digits);
    }
}
