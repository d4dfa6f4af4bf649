package org.openztp.match;

import java.util.regex.Pattern;

/** What a device hears on one of its ports: the device at the other end, and that device's port, as LLDP names them. */
public record Neighbor(String device, String port) {
    static final int LONGEST = 255;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** A neighbour names itself, so nothing it says is a reason to refuse the device that heard it. */
    public Neighbor {
        device = plain(device);
        port = plain(port);
    }

    static String plain(String name) {
        String text = name == null ? "" : CONTROL.matcher(name).replaceAll("?").strip();
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}
