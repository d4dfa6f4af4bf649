package org.openztp.image.upstream.origin;

import java.util.regex.Pattern;

/** The forms of an upstream's words. They become parts of addresses and of command lines. */
enum Words {
    VERSION("a version", "[0-9A-Za-z][\\w.-]{0,39}"),
    TARGET("a target", "\\w[\\w-]{0,38}/\\w[\\w-]{0,38}"),
    ARCHITECTURE("an architecture", "\\w[\\w.+-]{0,78}"),
    FEED("a feed", "\\w[\\w-]{0,62}"),
    PROFILE("a profile", "\\w[\\w.+-]{0,126}"),
    REVISION("a revision", "\\w[\\w.+~-]{0,98}"),
    KERNEL("a kernel", "\\w[\\w.+~-]{0,78}"),
    PACKAGE("the name of a package", "\\w[\\w.+-]{0,126}"),
    PACKAGE_VERSION("the version of a package", "[\\w.,+~:^@=/-]{1,128}"),
    ABI("an ABI", "[\\w.+-]{0,60}");

    private final String kind;
    private final Pattern form;

    Words(String kind, String form) {
        this.kind = kind;
        this.form = Pattern.compile(form);
    }

    boolean fits(String word) {
        return form.matcher(word).matches() && !word.contains("..");
    }

    /** @param file that says so */
    String checked(String word, String file) throws Unfit {
        if (!fits(word)) {
            throw new Unfit(file + ": \"" + word + "\" is not " + kind);
        }
        return word;
    }
}
