package org.openztp.app;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.Comparator;
import java.util.Optional;
import org.openztp.config.Settings;
import org.openztp.device.FirstSteps;
import org.openztp.openwrt.IpAddress;

/** What is printed when the server is ready: where all is, and what to do on a router or in dnsmasq. */
record Banner(String version, Settings settings, String contextPath) {
    String text(int port) {
        FirstSteps steps = new FirstSteps(server(port), settings.dhcp().marker());
        return """
                OpenZTP %s is ready.

                  data folder        %s
                  pages and API      %s/
                  first admin token  %s

                To provision a router, paste on it:

                  %s

                or let dnsmasq tell the routers that have the hook, and restart it:

                  %s
                """.formatted(
                        version,
                        settings.home().folder(),
                        steps.server(),
                        settings.home().keys().resolve("admin-token"),
                        steps.paste(),
                        steps.dnsmasq().replace("\n", "\n  "));
    }

    /** As routers may reach it: as set, else by the address listened on, else by one of this machine's. */
    private URI server(int port) {
        return settings.serverUrl()
                .orElseGet(() -> URI.create("http://" + address().inUrl() + ":" + port + contextPath));
    }

    private IpAddress address() {
        IpAddress bound = IpAddress.parse(settings.http().address());
        return bound.bytes().isAnyLocalAddress() ? likely().orElse(IpAddress.parse("127.0.0.1")) : bound;
    }

    /** A private IPv4 address first: that is where routers are. */
    private static Optional<IpAddress> likely() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(Banner::isUp)
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
