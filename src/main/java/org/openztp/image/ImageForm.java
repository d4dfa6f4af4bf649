package org.openztp.image;

import jakarta.ws.rs.FormParam;
import java.util.List;
import java.util.stream.Stream;
import org.openztp.openwrt.InvalidValue;

/** An image as the forms ask for it. */
public final class ImageForm {
    @FormParam("version")
    private String version;

    @FormParam("profile")
    private String profile;

    @FormParam("target")
    private String target;

    @FormParam("packages")
    private String packages;

    @FormParam("size")
    private String size;

    @FormParam("defaults")
    private String defaults;

    /** @throws InvalidValue naming the field and what to mend */
    public NewImageBuild wanted() {
        return new NewImageBuild(
                text(version),
                null,
                text(target),
                text(profile),
                names(),
                null,
                false,
                defaults == null ? null : defaults.replace("\r\n", "\n"),
                megabytes(),
                null,
                null,
                false,
                null);
    }

    private List<String> names() {
        String all = text(packages);
        return all == null ? List.of() : Stream.of(all.split("[\\s,]+")).toList();
    }

    private Integer megabytes() {
        String digits = text(size);
        if (digits != null && !digits.matches("\\d{1,4}")) {
            throw new InvalidValue("size: a whole number of MB is wanted");
        }
        return digits == null ? null : Integer.valueOf(digits);
    }

    private static String text(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
