package org.openztp.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** The way to a URL below HTTP: its name, its addresses, its certificate. */
record RouterWay(URI url, SSLContext tls, InstantSource clock) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofDays(14);

    /** Tells what it finds; false when a router gets no further. */
    boolean isOpen(Consumer<Finding> found) {
        List<InetAddress> addresses;
        if (url.getHost() == null) {
            found.accept(Finding.wrong(
                    "name",
                    url.getAuthority() + " is no name of a host",
                    "programs differ in what they make of it",
                    "names have letters, digits, dots and hyphens: mend server_url"));
            return false;
        }
        try {
            addresses = List.of(InetAddress.getAllByName(url.getHost()));
        } catch (UnknownHostException e) {
            found.accept(Finding.wrong(
                    "name",
                    "the name " + url.getHost() + " is not known here",
                    "a router that asks the same DNS does not find the server",
                    "is it written right in server_url, is it in the DNS that routers use?"));
            return false;
        }
        found.accept(name(addresses));
        InetAddress open = connected(addresses, found);
        if (open == null) {
            return false;
        }
        return !url.getScheme().equals("https") || isTrusted(open, found);
    }

    private Finding name(List<InetAddress> addresses) {
        String all = String.join(
                ", ", addresses.stream().map(InetAddress::getHostAddress).toList());
        String what = all.equals(url.getHost()) ? all : url.getHost() + " is " + all;
        boolean never = addresses.stream().allMatch(a -> a.isLoopbackAddress() || a.isAnyLocalAddress());
        return never
                ? Finding.warning(
                        "name",
                        what + ", which is the machine itself to each who asks",
                        "a router that is told this address finds nothing there",
                        "call the server by the address or name that routers use: server_url, and --url here")
                : Finding.ok("name", what);
    }

    /** The first address that lets us in, null for none. */
    private InetAddress connected(List<InetAddress> addresses, Consumer<Finding> found) {
        List<InetAddress> open = new ArrayList<>();
        List<String> closed = new ArrayList<>();
        for (InetAddress address : addresses) {
            try (Socket socket = socket(address)) {
                open.add(socket.getInetAddress());
            } catch (IOException e) {
                String how = e instanceof SocketTimeoutException ? "no answer" : e.getMessage();
                closed.add(address.getHostAddress() + " (" + how + ")");
            }
        }
        if (open.isEmpty()) {
            found.accept(Finding.wrong(
                    "tcp",
                    "nothing listens at port " + port() + " of " + String.join(", ", closed),
                    "routers do not reach the server",
                    "is it up, are address and port right, does a firewall refuse or drop?"));
            return null;
        }
        found.accept(
                closed.isEmpty()
                        ? Finding.ok("tcp", "port " + port() + " is open")
                        : Finding.warning(
                                "tcp",
                                "port " + port() + " is closed at " + String.join(", ", closed),
                                "routers that try this address first wait or fail",
                                "let the server or its proxy listen there, or take the address out of the DNS"));
        return open.get(0);
    }

    private Socket socket(InetAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address, port()), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private int port() {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return url.getScheme().equals("https") ? 443 : 80;
    }

    private boolean isTrusted(InetAddress address, Consumer<Finding> found) {
        String host = url.getHost().replaceAll("[\\[\\]]", "");
        try (Socket plain = socket(address);
                SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port(), true)) {
            SSLParameters wanted = socket.getSSLParameters();
            wanted.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(wanted);
            socket.startHandshake();
            X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            found.accept(valid(own.getNotAfter().toInstant()));
            return true;
        } catch (IOException e) {
            found.accept(refused(e));
            return false;
        }
    }

    private Finding valid(Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        return left.compareTo(SOON) > 0
                ? Finding.ok("tls", "the certificate is good until " + end)
                : Finding.warning(
                        "tls",
                        "the certificate ends in " + left.toDays() + " days, " + end,
                        "routers refuse it then",
                        "renew it");
    }

    private Finding refused(IOException failure) {
        String routers = "routers refuse it too, unless they were given its authority";
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof CertificateExpiredException) {
                return Finding.wrong("tls", "the certificate has ended", routers, "renew it");
            }
            if (e instanceof CertificateNotYetValidException) {
                return Finding.wrong("tls", "the certificate is not valid yet", routers, "is a clock wrong?");
            }
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = root.getMessage();
        if (root instanceof CertificateException) {
            return Finding.wrong(
                    "tls",
                    "the certificate is not of " + url.getHost() + ": " + said,
                    "routers refuse it too",
                    "use one of this name, or call the server in server_url as the certificate does");
        }
        if (Stream.of("PKIX", "certification path").anyMatch(String.valueOf(said)::contains)) {
            return Finding.wrong(
                    "tls",
                    "the certificate is of no authority known here",
                    routers,
                    "use one of a known authority, and serve the chain in full; or http for server_url");
        }
        return Finding.wrong(
                "tls",
                failure instanceof SSLException ? "what listens does not speak TLS: " + said : "it breaks off: " + said,
                "routers get no answer",
                "is it http where https is meant?");
    }
}
