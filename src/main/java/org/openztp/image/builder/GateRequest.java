package org.openztp.image.builder;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a program of a build asks a proxy for: a file by GET or HEAD, or a connection by CONNECT (RFC 9110 section 9.3.6, RFC
 * 9112 section 3.2).
 *
 * @param url of the file; of a connection, {@code https} with a host and a port
 * @param head what the server is to be sent for it; nothing for a connection
 * @param rest what the program has sent behind its request already
 */
record GateRequest(String verb, URI url, byte[] head, ByteBuffer rest) {
    private static final int LONGEST = 16 * 1024;
    private static final String END = "\r\n\r\n";
    private static final Pattern FIRST =
            Pattern.compile("(GET|HEAD|CONNECT) ([\\x21-\\x7e]{1,4000}) HTTP/1\\.[01]\\r\\n");
    private static final Pattern FIELD = Pattern.compile("([A-Za-z0-9-]{1,60}):[ \\t]*([\\t\\x20-\\x7e]{0,4000})");
    private static final Pattern PLACE = Pattern.compile("[A-Za-z0-9._-]+:\\d{1,5}|\\[[0-9A-Fa-f:.]+\\]:\\d{1,5}");

    /** What has to do with the file; how it is brought is the gate's own matter. */
    private static final Set<String> PASSED = Set.of(
            "accept",
            "accept-encoding",
            "authorization",
            "cache-control",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "pragma",
            "range",
            "user-agent");

    /** It cannot be answered. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String words) {
            super(words);
        }
    }

    boolean isConnect() {
        return verb.equals("CONNECT");
    }

    /** As it is told to people: without a query, which may have a password in it. */
    @Override
    public String toString() {
        return verb + " " + Reach.place(url) + (isConnect() ? "" : url.getRawPath());
    }

    /**
     * Reads the head of a request and not much more.
     *
     * @throws Unfit it is none that a proxy answers
     * @throws IOException it broke off
     */
    static GateRequest read(SocketChannel from) throws IOException, Unfit {
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST);
        for (; ; ) {
            int count = from.read(buffer);
            String text = new String(buffer.array(), 0, buffer.position(), ISO_8859_1);
            int end = text.indexOf(END);
            if (end >= 0) {
                int after = end + END.length();
                ByteBuffer rest = ByteBuffer.wrap(buffer.array(), after, buffer.position() - after);
                return parse(text.substring(0, end + 2), rest);
            }
            if (count < 0) {
                throw new IOException("a request broke off");
            }
            if (!buffer.hasRemaining()) {
                throw new Unfit("a request with a head of more than " + LONGEST + " bytes");
            }
        }
    }

    private static GateRequest parse(String text, ByteBuffer rest) throws Unfit {
        Matcher first = FIRST.matcher(text);
        if (!first.lookingAt()) {
            throw new Unfit("a request that is no GET, HEAD or CONNECT");
        }
        String verb = first.group(1);
        URI url = url(verb, first.group(2));
        return new GateRequest(
                verb, url, verb.equals("CONNECT") ? new byte[0] : head(verb, url, text.substring(first.end())), rest);
    }

    private static URI url(String verb, String target) throws Unfit {
        boolean isConnect = verb.equals("CONNECT");
        try {
            URI url = URI.create(isConnect && PLACE.matcher(target).matches() ? "https://" + target : target);
            Reach.place(url);
            if (isConnect == url.getScheme().equalsIgnoreCase("https")
                    && (isConnect || url.getScheme().equalsIgnoreCase("http"))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new Unfit(verb + " of what is no " + (isConnect ? "host with a port" : "URL of http"));
    }

    private static byte[] head(String verb, URI url, String fields) throws Unfit {
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        StringBuilder head = new StringBuilder(verb + " " + path + query + " HTTP/1.1\r\n");
        head.append("Host: ")
                .append(url.getRawAuthority().replaceFirst(".*@", ""))
                .append("\r\n");
        for (String line : fields.split("\r\n")) {
            Matcher field = FIELD.matcher(line);
            if (!line.isEmpty() && !field.matches()) {
                throw new Unfit(verb + " with a field that cannot be read");
            }
            if (!line.isEmpty() && PASSED.contains(field.group(1).toLowerCase(Locale.ROOT))) {
                head.append(line).append("\r\n");
            }
        }
        return head.append("Connection: close\r\n\r\n").toString().getBytes(ISO_8859_1);
    }
}
