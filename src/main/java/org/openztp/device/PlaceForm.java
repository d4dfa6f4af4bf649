package org.openztp.device;

import jakarta.ws.rs.FormParam;
import java.util.stream.Stream;

/** Where a device stands, as its page's form says it; nothing where that is empty. */
public final class PlaceForm {
    @FormParam("group")
    private String group;

    @FormParam("location")
    private String location;

    @FormParam("parent")
    private String parent;

    boolean isPlace() {
        return Stream.of(group, location).map(PlaceForm::plain).allMatch(Place::isWord)
                && plain(parent).matches("\\d{0,18}");
    }

    /** {@link #isPlace} must hold. */
    Place place() {
        Long id = plain(parent).isEmpty() ? null : Long.valueOf(plain(parent));
        return Place.NOWHERE.inGroup(plain(group)).at(plain(location)).behind(id);
    }

    private static String plain(String text) {
        return text == null ? "" : text.strip();
    }
}
