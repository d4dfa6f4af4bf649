package org.openztp.registration.ztps;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.openztp.testkit.TestServer;

/** The whole server with the files of a small site of ZTPServer's, as an operator would have copied them. */
final class DialectServer implements AutoCloseable {
    static final String SCRIPT = "#!/usr/bin/python\nSERVER = '$SERVER'\nother = '${SERVER}/x $HOME $$ $SERVERS'\n";

    private static final String NEIGHBORDB = """
            variables:
              spine: spine1
            patterns:
              - name: one node alone
                definition: leaf
                node: LONER
              - name: by its model alone
                definition: leaf
                model: vEOS
                config-handler: keep.sh
              - name: in its place
                definition: leaf
                interfaces:
                  - Ethernet1: $spine:Ethernet7
                  - any: regex('spine\\d+'):any
              - name: routers only
                definition: router
                model: AP
              - name: with a value of its own
                definition: pooled
                model: Pooled
              - name: of attributes that are nowhere
                definition: unresolved
                model: Unresolved
              - name: every router
                definition: default
                match: {}
            """;

    private static final String LEAF = """
            name: leaf
            actions:
              - name: configure
                action: add_config
                always_execute: true
                onstart: begins
                attributes:
                  url: files/leaf.template
                  variables: {hostname: $hostname, shown: "no", serial: $serialnumber}
              - name: image
                action: install_image
                attributes: {url: files/EOS.swi, version: 4.14.0F, downgrade: no}
            attributes: {hostname: leaf-x}
            """;

    private static final String UNRESOLVED = """
            actions:
              - {name: a, action: add_config, attributes: {url: $nowhere}}
            """;

    private static final String POOLED = """
            actions:
              - {name: a, action: add_config, attributes: {url: files/x, variables: {ip: allocate('mgmt')}}}
            """;

    private static final String ROUTER = """
            actions:
              - {name: wifi, action: uci, attributes: {batch: {wireless.default.key: topsecret}}}
            """;

    final TestServer server;
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private DialectServer(TestServer server) {
        this.server = server;
    }

    static DialectServer start(Path home, String... settings) {
        return startUnder("/ztp", home, settings);
    }

    static DialectServer startUnder(String contextPath, Path home, String... settings) {
        site(home);
        return new DialectServer(TestServer.startUnder(contextPath, home, settings));
    }

    static void site(Path home) {
        Path conf = home.resolve("conf");
        write(conf.resolve("neighbordb"), NEIGHBORDB);
        write(conf.resolve("definitions/leaf"), LEAF);
        write(conf.resolve("definitions/pooled.yaml"), POOLED);
        write(conf.resolve("definitions/router.yaml"), ROUTER);
        write(conf.resolve("definitions/unresolved"), UNRESOLVED);
        write(conf.resolve("bootstrap/bootstrap"), SCRIPT);
        write(conf.resolve("bootstrap/bootstrap.conf"), "logging:\n- {destination: 'file:/tmp/ztps', level: DEBUG}\n");
        write(conf.resolve("actions/add_config"), "def main(attributes):\n  pass\n");
        write(conf.resolve("actions/install_image"), "def main(attributes):\n  pass\n");
        write(conf.resolve("actions/replace_config"), "def main(attributes):\n  pass\n");
        write(conf.resolve("files/leaf.template"), "hostname $hostname\n");
        write(conf.resolve("files/EOS.swi"), "SWI-BYTES");
        write(conf.resolve("files/deep/er/file"), "deep\n");
        write(conf.resolve("config-handlers/keep.sh"), "#!/bin/sh\ncp \"$ZTP_CONFIG\" kept-by-handler\n");
        write(conf.resolve("resources/mgmt"), "10.9.0.1/24: null\n10.9.0.2/24: RESERVED\n10.9.0.3/24: null\n");
    }

    static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path node(String id) {
        return server.home().resolve("nodes").resolve(id);
    }

    /** A node as an operator makes one: pairs of file and content. */
    void makeNode(String id, String... files) {
        for (int i = 0; i < files.length; i += 2) {
            write(node(id).resolve(files[i]), files[i + 1]);
        }
    }

    static void executable(Path file) {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path));
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> get(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = request(path).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<byte[]> post(String json) {
        return send("POST", "/nodes", json.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");
    }

    HttpResponse<byte[]> report(String serial, String model) {
        return post("""
                {"model":"%s","serialnumber":"%s","systemmac":"02:1c:73:00:00:01","version":"4.14.0F","neighbors":{}}
                """.formatted(model, serial));
    }

    HttpResponse<byte[]> put(String path, byte[] body, String type) {
        return send("PUT", path, body, "Content-Type", type);
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static String type(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Content-Type").orElse("").replace(" ", "");
    }

    /** Sends the request as it is written, and gives the answer as it comes: no client makes the path sound before. */
    String raw(String request) {
        try (Socket socket = new Socket(server.url().getHost(), server.url().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String rawGet(String path) {
        return raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    @Override
    public void close() {
        server.close();
    }
}
