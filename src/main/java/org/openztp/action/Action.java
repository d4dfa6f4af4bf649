package org.openztp.action;

import java.util.List;
import java.util.function.BiFunction;

/** One kind of step. */
interface Action {
    /** The names of its attributes. */
    List<String> attributes();

    /** @throws org.openztp.openwrt.InvalidValue naming the attribute that is wrong or missing */
    Fragment compile(Attributes given, Site site);

    static Action of(List<String> attributes, BiFunction<Attributes, Site, Fragment> compiler) {
        return new Action() {
            @Override
            public List<String> attributes() {
                return attributes;
            }

            @Override
            public Fragment compile(Attributes given, Site site) {
                return compiler.apply(given, site);
            }
        };
    }
}
