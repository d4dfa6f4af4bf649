package org.openztp.action;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/** Software that is to be there, and software that is not; what goes makes room first. */
final class Packages implements Action {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._-]{0,99}");
    private static final String WANTED = "a list of package names";

    @Override
    public List<String> attributes() {
        return List.of("install", "remove");
    }

    @Override
    public Fragment compile(Attributes given, Site site) {
        List<String> install = given.texts("install", NAME, WANTED);
        List<String> remove = given.texts("remove", NAME, WANTED);
        List<String> calls = new ArrayList<>();
        if (!remove.isEmpty()) {
            calls.add(Fragment.call("remove_packages", remove));
        }
        if (!install.isEmpty()) {
            calls.add(Fragment.call("install_packages", install));
        }
        if (calls.isEmpty()) {
            throw new InvalidValue("install or remove: one of them is wanted");
        }
        if (install.stream().anyMatch(remove::contains)) {
            throw new InvalidValue("remove: a package cannot be installed and removed");
        }
        return Fragment.of(EnumSet.of(Library.PACKAGES), calls);
    }
}
