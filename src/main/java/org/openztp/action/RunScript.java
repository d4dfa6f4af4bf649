package org.openztp.action;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.openztp.openwrt.Sha256;

/** A script of conf/scripts: once with these arguments and this content, or at every run of the plan. */
final class RunScript implements Action {
    @Override
    public List<String> attributes() {
        return List.of("script", "arguments");
    }

    @Override
    public Fragment compile(Attributes given, Site site) {
        String name = given.text("script");
        String content = site.files().script(name);
        List<String> arguments = given.texts("arguments");
        List<String> words = new ArrayList<>();
        words.add(given.flag("always_execute", false) ? "always" : "once");
        words.add(Sha256.hex(content + "\0" + String.join("\0", arguments)));
        words.add(content);
        words.addAll(arguments);
        return Fragment.of(EnumSet.of(Library.SCRIPT), List.of(Fragment.call("run_script", words)));
    }
}
