package org.openztp.device;

import java.util.Locale;

/** States and reasons in the words of the pages. */
public final class Wording {
    private Wording() {}

    public static String label(DeviceState state) {
        String words = state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** The style sheet's class of a state. */
    public static String css(DeviceState state) {
        return "s-" + state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is going on. */
    public static String sentence(DeviceView device) {
        return switch (device.state()) {
            case PENDING -> "Waits for your approval; nothing is done to it until then.";
            case REGISTERED ->
                device.way() == Way.PULL ? "Waits until it asks for its work." : "Its provisioning is queued.";
            case PROVISIONING -> "Attempt " + device.attempts() + " is under way.";
            case REBOOTING -> "It restarts or is flashed; it is expected back.";
            case UPGRADING -> "Its firmware is being upgraded.";
            case RETRYING -> "Attempt " + device.attempts() + " did not succeed; it is tried again.";
            case WAITING -> "Waits; it goes on by itself.";
            case PROVISIONED -> "Done. It runs what it should.";
            case FAILED -> "Gave up after " + attempts(device.attempts()) + ".";
            case HOST_KEY_CHANGED -> "Stopped.";
            case RETIRED -> "Out of service.";
        };
    }

    /** What is left to an operator; empty where it is nothing. */
    public static String advice(DeviceState state) {
        return switch (state) {
            case FAILED -> "Mend the cause, then provision it again.";
            case HOST_KEY_CHANGED ->
                "Accept the new key only if you know why it changed: after a reset, or a flash that kept nothing.";
            case RETIRED ->
                "Remove it; or approve it, and it is provisioned as any other, with nothing of what it had.";
            default -> "";
        };
    }

    private static String attempts(int count) {
        return count == 1 ? "one attempt" : count + " attempts";
    }

    /** A reason code as a sentence; a code nobody wrote a sentence for is shown as it is. */
    public static String reason(String code) {
        return switch (code) {
            case "ssh_unreachable" ->
                "It did not answer on SSH. A stock router refuses SSH on its WAN side, and can fetch its work instead.";
            case "ssh_auth" -> "It let neither the empty password nor this server's key in.";
            case "host_key_changed" -> "It showed another host key than the one on record.";
            case "wrong_device" -> "Another device answered at its address.";
            case "address_not_allowed" -> "Its address lies outside provision.networks.";
            case "script_failed" -> "The script ended with an error.";
            case "step_failed" -> "A step of its plan failed.";
            case "script_timeout" -> "The script ran longer than provision.script-timeout allows.";
            case "flash_failed" -> "It came back from flashing with its old firmware.";
            case "never_came_back" -> "It did not come back after its firmware was flashed.";
            case "not_openwrt" -> "What answered at its address is not OpenWrt.";
            case "no_pattern" -> "No pattern of neighbordb matches it.";
            case "upgrade" -> "It is upgraded first.";
            case "upgrade_failed" -> "It does not run the build that it should, and its upgrade came to nothing.";
            case "pool_exhausted" -> "A pool that it takes from has no value left.";
            case "bad_plan" -> "Its plan cannot be made.";
            case "rolled_back" -> "It undid a change of its network, because the change cut it off from this server.";
            case "replaced" -> "Another box has taken its place.";
            case "busy" -> "Another plan was at work on it.";
            case "interrupted" -> "It began, and how it ended is not known.";
            case "bad_file" -> "A file in conf is missing or wrong.";
            default -> code;
        };
    }

    /** What a filter of the list wants of a device, before its value. */
    public static String having(String filter) {
        return switch (filter) {
            case "group" -> "in the group";
            case "location" -> "at the location";
            default -> "tagged";
        };
    }

    /** A dash where a device did not say. */
    public static String or(String value) {
        return value == null || value.isBlank() ? "–" : value;
    }

    /** What people call the device: its hostname, else its MAC. */
    public static String name(DeviceView device) {
        return device.hostname() == null || device.hostname().isBlank() ? device.mac() : device.hostname();
    }
}
