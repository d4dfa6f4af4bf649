package org.openztp.app;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.Comparator;
import java.util.Optional;
import org.openztp.config.Settings;
import org.openztp.openwrt.IpAddress;

/** The URL to tell people who sit in front of this server and think of routers, which are elsewhere. */
record OwnUrl(Settings settings) {
    /** As set, else by the address listened on, else by one of this machine's. */
    URI at(int port, String contextPath) {
        return settings.serverUrl()
                .orElseGet(() -> URI.create("http://" + address().inUrl() + ":" + port + contextPath));
    }

    /** As set, else as the browser asked; a browser on this very machine may call it localhost, which no router can. */
    URI insteadOf(URI asked) {
        boolean here = asked.getHost().equalsIgnoreCase("localhost")
                || IpAddress.find(asked.getHost().replaceAll("[\\[\\]]", ""))
                        .map(IpAddress::isLoopback)
                        .orElse(false);
        URI plain = settings.serverUrl().orElse(asked);
        return here && plain == asked ? withHost(asked, address()) : plain;
    }

    private static URI withHost(URI url, IpAddress host) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return URI.create(url.getScheme() + "://" + host.inUrl() + port + url.getRawPath());
    }

    private IpAddress address() {
        IpAddress bound = IpAddress.parse(settings.http().address());
        return bound.bytes().isAnyLocalAddress() ? likely().orElse(IpAddress.parse("127.0.0.1")) : bound;
    }

    /** A private IPv4 address first: that is where routers are. */
    private static Optional<IpAddress> likely() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(OwnUrl::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .min(Comparator.comparing((InetAddress address) -> !address.isSiteLocalAddress()))
                    .map(address -> IpAddress.parse(address.getHostAddress()));
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback();
        } catch (SocketException e) {
            return false;
        }
    }
}
