package org.openztp.device;

import java.util.stream.Stream;

/** Where a device stands, as its page's form says it; nothing where that is empty. */
record PlaceForm(String group, String location, String parent) {
    PlaceForm {
        group = plain(group);
        location = plain(location);
        parent = plain(parent);
    }

    boolean isPlace() {
        return Stream.of(group, location).allMatch(Place::isWord) && parent.matches("\\d{0,18}");
    }

    /** {@link #isPlace} must hold. */
    Place place() {
        Long id = parent.isEmpty() ? null : Long.valueOf(parent);
        return Place.NOWHERE.inGroup(group).at(location).behind(id);
    }

    private static String plain(String text) {
        return text == null ? "" : text.strip();
    }
}
