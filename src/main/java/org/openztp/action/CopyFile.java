package org.openztp.action;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.openztp.config.Text;
import org.openztp.openwrt.InvalidValue;

/** A file of conf/files as it is, or one of conf/templates with its names filled in. */
final class CopyFile implements Action {
    private static final Pattern PLACE = Pattern.compile("(?!.*/\\.\\.?(?:/|$))(?:/[^/\\p{Cntrl}]{1,255})+");
    private static final Pattern MODE = Pattern.compile("0?[0-7]{3,4}");
    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*(?::[A-Za-z0-9_][A-Za-z0-9_-]*)?");
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final int MOST_FILLED = 256 * 1024;

    private final boolean filled;

    CopyFile(boolean filled) {
        this.filled = filled;
    }

    @Override
    public List<String> attributes() {
        List<String> names = new ArrayList<>(List.of("src", "dst", "mode", "owner", "overwrite", "reload"));
        if (filled) {
            names.addAll(List.of("variables", "substitution"));
        }
        return names;
    }

    @Override
    public Fragment compile(Attributes given, Site site) {
        String place = given.text("dst", PLACE, "an absolute path");
        String mode = given.textOr("mode", "0644", MODE, "an octal mode such as 0644");
        String owner = given.textOr("owner", "root", OWNER, "user or user:group");
        String overwrite = given.choice("overwrite", "replace", Set.of("replace", "if-missing", "backup"));
        Content content = filled ? filled(given, site) : site.files().file(given.text("src"));

        List<String> calls = new ArrayList<>();
        calls.add(Fragment.call(
                "put_file",
                place,
                mode,
                rights(Integer.parseInt(mode, 8)),
                owner.contains(":") ? owner : owner + ":" + owner,
                overwrite,
                content.sha256(),
                content.kind(),
                content.word()));
        List<String> reload = given.texts("reload", SERVICE, "a list of services");
        if (!reload.isEmpty()) {
            calls.add(Fragment.call("touched_if_changed", reload));
        }
        return Fragment.of(EnumSet.of(Library.FETCH, Library.FILE), calls);
    }

    private static Content filled(Attributes given, Site site) {
        String name = given.text("src");
        boolean strict = given.choice("substitution", "strict", Set.of("strict", "loose"))
                .equals("strict");
        try {
            String text = Text.fill(
                    site.files().template(name), new Variables(given.mapping("variables"), site.names()), strict);
            if (text.length() > MOST_FILLED) {
                throw new InvalidValue("src: " + name + " is longer than " + MOST_FILLED + " characters when filled");
            }
            return Content.embedded(text.getBytes(StandardCharsets.UTF_8));
        } catch (Text.Unresolved e) {
            throw new InvalidValue("src: templates/" + name + ":" + e.line() + ": " + e.getMessage());
        }
    }

    /** A mode as ls shows it. */
    static String rights(int mode) {
        char[] shown = "-rwxrwxrwx".toCharArray();
        for (int i = 0; i < 9; i++) {
            if ((mode >> (8 - i) & 1) == 0) {
                shown[i + 1] = '-';
            }
        }
        for (int i = 0; i < 3; i++) {
            if ((mode >> (11 - i) & 1) == 1) {
                char special = i == 2 ? 't' : 's';
                int at = 3 * (i + 1);
                shown[at] = shown[at] == 'x' ? special : Character.toUpperCase(special);
            }
        }
        return new String(shown);
    }

    /** The template's own variables before those of the plan. */
    private record Variables(Map<?, ?> own, Text.Names plan) implements Text.Names {
        @Override
        public Optional<Object> find(String name) {
            return own.get(name) == null ? plan.find(name) : Optional.of(own.get(name));
        }

        @Override
        public Object call(String function, List<String> arguments) {
            return plan.call(function, arguments);
        }

        @Override
        public Collection<String> known() {
            List<String> all = new ArrayList<>(plan.known());
            own.keySet().forEach(name -> all.add(String.valueOf(name)));
            return all;
        }
    }
}
