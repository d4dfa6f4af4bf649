package org.openztp.registration;

import jakarta.servlet.http.HttpServletRequest;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import org.openztp.http.BaseUrl;
import org.openztp.http.ClientAddress;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.IpAddress;

/** From where a request comes, and under which URL the devices reach this server: the set one, else the request's own. */
public final class Door {
    private static final int LONGEST = 300;
    private static final int ANY_PORT = 9;

    private final ClientAddress clients;
    private final BaseUrl base;
    private final Optional<URI> serverUrl;

    public Door(ClientAddress clients, BaseUrl base, Optional<URI> serverUrl) {
        this.clients = clients;
        this.base = base;
        this.serverUrl = serverUrl;
    }

    public IpAddress client(HttpServletRequest request) {
        return clients.of(request);
    }

    /** For the device that asks itself; without a slash at its end. */
    public String serverUrl(HttpServletRequest request) {
        return text(serverUrl.orElseGet(() -> base.of(request)));
    }

    /**
     * For a device that another one announces. An announcer on this very host may have called it localhost, which would
     * be the device itself; then it is this host's address towards the device.
     */
    String serverUrl(HttpServletRequest request, IpAddress device) {
        if (serverUrl.isPresent() || device.isLoopback()) {
            return serverUrl(request);
        }
        URI url = base.of(request);
        if (!isThisHost(url.getHost())) {
            return text(url);
        }
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return text(URI.create(url.getScheme() + "://" + towards(device).inUrl() + port + url.getRawPath()));
    }

    private static boolean isThisHost(String host) {
        return host.equalsIgnoreCase("localhost")
                || IpAddress.find(host.replaceAll("[\\[\\]]", ""))
                        .map(IpAddress::isLoopback)
                        .orElse(false);
    }

    /** Asks the routing table; sends nothing. */
    private static IpAddress towards(IpAddress device) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(device.bytes(), ANY_PORT));
            return IpAddress.parse(socket.getLocalAddress().getHostAddress()).withoutZone();
        } catch (SocketException e) {
            throw new UncheckedIOException("no way to " + device, e);
        }
    }

    private static String text(URI url) {
        String text = url.toString().replaceAll("/+$", "");
        if (text.length() > LONGEST) {
            throw new InvalidValue("the server's URL is longer than " + LONGEST + " characters");
        }
        return text;
    }
}
