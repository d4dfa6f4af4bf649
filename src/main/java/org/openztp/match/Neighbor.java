package org.openztp.match;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openztp.openwrt.Facts;

/** What a device hears on one of its ports: the device at the other end, and that device's port, as LLDP names them. */
public record Neighbor(String device, String port) {
    static final int LONGEST = 255;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern HEARD =
            Pattern.compile("([!-~&&[^,=:]]{1,15})=([!-~&&[^,=:]]{0,64}):([!-~&&[^,=]]{0,64})");
    private static final int MOST_HEARD = 64;

    /** A neighbour names itself, so nothing it says is a reason to refuse the device that heard it. */
    public Neighbor {
        device = plain(device);
        port = plain(port);
    }

    /**
     * What a router hears by its fact {@code neighbors}, as facts.sh writes it: {@code lan1=spine1:Ethernet7,…}, the device's
     * own port first. What is written otherwise says nothing.
     */
    public static Map<String, List<Neighbor>> heardBy(Facts facts) {
        Map<String, List<Neighbor>> heard = new LinkedHashMap<>();
        facts.find(Facts.NEIGHBORS).stream()
                .flatMap(all -> Stream.of(all.split(",")))
                .map(HEARD::matcher)
                .filter(Matcher::matches)
                .limit(MOST_HEARD)
                .forEach(one -> heard.computeIfAbsent(one.group(1), port -> new ArrayList<>())
                        .add(new Neighbor(one.group(2), one.group(3))));
        return heard;
    }

    static String plain(String name) {
        String text = name == null ? "" : CONTROL.matcher(name).replaceAll("?").strip();
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}
