package org.openztp.signal;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.regex.Pattern;

/**
 * @param security starttls if nothing is said, tls, or none
 * @param port 587, 465 or 25, by the security, if nothing is said
 * @param user null for none, and then {@code passwordFile} too
 * @param from plain addresses, without names; {@code to} likewise
 */
record Mail(
        String host,
        Integer port,
        String security,
        String user,
        @JsonProperty("password-file") String passwordFile,
        String from,
        List<String> to) {
    static final String STARTTLS = "starttls";
    static final String TLS = "tls";
    static final String NONE = "none";

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?");
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}");
    private static final int MOST = 50;

    Mail {
        security = security == null ? STARTTLS : security;
        Target.check(host != null && HOST.matcher(host).matches(), "host: the name of a mail server is wanted");
        Target.check(
                List.of(STARTTLS, TLS, NONE).contains(security), "security: one of starttls, tls and none is wanted");
        port = port == null ? usualPort(security) : port;
        Target.check(port > 0 && port < 65536, "port: 1 to 65535 is wanted");
        Target.check((user == null) == (passwordFile == null), "user and password-file go together");
        Target.check(passwordFile == null || Secret.isName(passwordFile), "password-file: " + Secret.WANTED);
        Target.check(
                user == null || !security.equals(NONE), "security: none would send the password to all who listen");
        Target.check(isAddress(from), "from: an address such as ztp@example.net is wanted");
        Target.check(
                to != null && !to.isEmpty() && to.size() <= MOST && to.stream().allMatch(Mail::isAddress),
                "to: a list of addresses is wanted, at most " + MOST);
        to = List.copyOf(to);
    }

    private static int usualPort(String security) {
        return switch (security) {
            case TLS -> 465;
            case NONE -> 25;
            default -> 587;
        };
    }

    private static boolean isAddress(String text) {
        return text != null && ADDRESS.matcher(text).matches();
    }
}
