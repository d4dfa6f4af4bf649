package org.openztp.match;

import java.util.List;
import java.util.stream.Collectors;

/** One thing known of a device must have one of some values. */
record OneOf(String key, List<Want> wants) implements Condition {
    private static final int MOST_SHOWN = 5;

    @Override
    public boolean holds(Known device) {
        for (Want want : wants) {
            if (want.met().test(device)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String otherwise(Known device) {
        String wanted = wants.stream()
                .limit(MOST_SHOWN)
                .map(want -> "'" + Term.shown(want.written()) + "'")
                .collect(Collectors.joining(" or "));
        String is = Want.shown(key, device)
                .map(value -> "is '" + Term.shown(value) + "'")
                .orElse("is not known");
        return key + " " + is + ", not " + wanted + (wants.size() > MOST_SHOWN ? " or …" : "");
    }
}
