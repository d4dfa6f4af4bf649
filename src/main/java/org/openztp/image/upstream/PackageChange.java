package org.openztp.image.upstream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/**
 * A package that has another name, or none, from some revision on. Written as clients of an image server read it.
 *
 * @param source the name before; {@code *} in it stands for any characters
 * @param target the name since, in which {@code *} stands for the same; null for a package that was dropped
 * @param revision the first that has the change, the number after the {@code r} of {@code r18611-…}
 * @param mandatory the old name must go, whatever the device's configuration
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PackageChange(String source, String target, int revision, Boolean mandatory) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9*][A-Za-z0-9._+*-]{0,127}");

    public PackageChange {
        check(isName(source), "source: the name of a package is wanted; one * may stand in it");
        check(target == null || isName(target), "target: the name of a package is wanted");
        check(target == null || target.indexOf('*') < 0 || source.indexOf('*') >= 0, "target: source has no *");
        check(revision > 0, "revision: the number after the r of a revision is wanted, such as 18611");
    }

    private static boolean isName(String name) {
        return name != null && NAME.matcher(name).matches() && name.indexOf('*') == name.lastIndexOf('*');
    }

    private static void check(boolean right, String wanted) {
        if (!right) {
            throw new InvalidValue(wanted);
        }
    }

    /** Whether it is about one package. Clients know no others. */
    @JsonIgnore
    public boolean isOfOne() {
        return source.indexOf('*') < 0;
    }

    /** Whether it is about this package. */
    public boolean isOf(String name) {
        return isOfOne() ? name.equals(source) : middle(name).isPresent();
    }

    /** What takes the place of a package that it is about. */
    public Optional<String> newName(String name) {
        return Optional.ofNullable(target)
                .map(to -> isOfOne() ? to : to.replace("*", middle(name).orElseThrow()));
    }

    private Optional<String> middle(String name) {
        int star = source.indexOf('*');
        String end = source.substring(star + 1);
        return name.length() >= source.length() - 1 && name.startsWith(source.substring(0, star)) && name.endsWith(end)
                ? Optional.of(name.substring(star, name.length() - end.length()))
                : Optional.empty();
    }
}
