package org.openztp.image.builder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.openwrt.Cidr;
import org.openztp.openwrt.IpAddress;

/**
 * Whom a build may ask for packages. What the operator names, its upstream and the repositories that are allowed, may be
 * anywhere. What only the ImageBuilder names, its own repositories, has to be on the public internet: no metadata service,
 * nothing of this machine or its networks.
 *
 * @param named places: scheme, host and port
 * @param own the same
 */
record Reach(Set<String> named, Set<String> own) {
    private static final Pattern URL = Pattern.compile("https?://[^\\s\"']+");
    /** Of RFC 6890 those that are of no use in public, and all that is none address of one host. */
    private static final List<Cidr> PRIVATE = Cidr.parseAll(List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/3",
            "2001::/32",
            "2002::/16"));

    private static final List<Cidr> PUBLIC = Cidr.parseAll(List.of("0.0.0.0/0", "2000::/3"));

    /**
     * @param operators URLs that the operator names
     * @param builder the folder of the ImageBuilder, with its repositories
     */
    static Reach of(Collection<String> operators, Path builder) throws IOException {
        Set<String> own = new HashSet<>();
        for (String name : BuildFiles.REPOSITORIES) {
            Path file = builder.resolve(name);
            if (Files.isRegularFile(file)) {
                Matcher m = URL.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
                while (m.find()) {
                    own.add(m.group());
                }
            }
        }
        return new Reach(places(operators), places(own));
    }

    private static Set<String> places(Collection<String> urls) {
        Set<String> places = new HashSet<>();
        for (String url : urls) {
            try {
                places.add(place(URI.create(url)));
            } catch (IllegalArgumentException e) {
                // no address that anything could be fetched from
            }
        }
        return places;
    }

    /**
     * Scheme, host and port, each as there is only one way to write it.
     *
     * @throws IllegalArgumentException it is no address of a server
     */
    static String place(URI url) {
        if (url.getHost() == null || url.getScheme() == null || url.getPort() > 0xffff) {
            throw new IllegalArgumentException("no server: " + url);
        }
        return (url.getScheme() + "://" + url.getHost()).toLowerCase(Locale.ROOT) + ":" + port(url);
    }

    static int port(URI url) {
        return url.getPort() > 0 ? url.getPort() : url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    boolean has(URI url) {
        return named.contains(place(url)) || own.contains(place(url));
    }

    /**
     * The addresses that may be asked; none where all it has are out of reach. Asks a name server.
     *
     * @throws IOException it has no address
     */
    List<InetAddress> addresses(URI url) throws IOException {
        List<InetAddress> all = Arrays.asList(InetAddress.getAllByName(url.getHost()));
        return named.contains(place(url))
                ? all
                : all.stream().filter(Reach::isPublic).toList();
    }

    static boolean isPublic(InetAddress address) {
        IpAddress ip = new IpAddress(address, "");
        return PUBLIC.stream().anyMatch(network -> network.contains(ip))
                && PRIVATE.stream().noneMatch(network -> network.contains(ip));
    }
}
