package org.openztp.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A client of ZTPServer's dialect, and the files that an operator has for it. */
record Switch(Client client, String serverUrl) {
    private static final String SERIAL = "SW1";
    private static final String PROGRAM = "def main(attributes):\n  pass\n";
    private static final String TEMPLATE = "hostname $name\n";

    static void provideFor(Path conf) throws IOException {
        write(conf.resolve("neighbordb"), """
                patterns:
                  - {name: one switch, definition: leaf, node: %s}
                  - {name: every router, definition: default, match: {}}
                """.formatted(SERIAL));
        write(conf.resolve("definitions/leaf.yaml"), """
                name: leaf
                actions:
                  - name: configure
                    action: add_config
                    attributes: {url: files/a leaf/ü.template, variables: {name: $serialnumber}}
                """);
        write(conf.resolve("actions/add_config"), PROGRAM);
        write(conf.resolve("files/a leaf/ü.template"), TEMPLATE);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** From its report to the configuration that it hands in. */
    void goesItsWay() throws IOException {
        HttpRequest.Builder report = client.request("/nodes")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"vEOS\",\"serialnumber\":\"%s\",\"neighbors\":{}}".formatted(SERIAL)));
        HttpResponse<byte[]> admitted = client.send(report);
        assertThat(admitted.statusCode()).isEqualTo(201);
        assertThat(type(admitted)).isEqualTo("text/html");
        String location = admitted.headers().firstValue("Location").orElseThrow();
        assertThat(location).isEqualTo(serverUrl + "/nodes/" + SERIAL);

        String node = location.substring(serverUrl.length());
        JsonNode action = new ObjectMapper()
                .readTree(get(node, "application/json"))
                .path("actions")
                .path(0);
        assertThat(action.at("/attributes/variables/name").asText()).isEqualTo(SERIAL);
        assertThat(get("/actions/" + action.path("action").asText(), "text/x-python"))
                .isEqualTo(PROGRAM);
        String file =
                "/" + action.at("/attributes/url").asText().replace(" ", "%20").replace("ü", "%C3%BC");
        assertThat(get("/meta" + file, "application/json")).contains("\"size\":" + TEMPLATE.length());
        assertThat(get(file, "text/plain")).isEqualTo(TEMPLATE);

        String config = node + "/startup-config";
        HttpRequest.Builder handIn = client.request(config)
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString("hostname x\n"));
        assertThat(client.send(handIn).statusCode()).isEqualTo(200);
        assertThat(get(config, "text/plain")).isEqualTo("hostname x\n");
        assertThat(client.send(report).statusCode()).isEqualTo(409);
    }

    private String get(String path, String type) {
        HttpResponse<byte[]> answer = client.send(client.request(path));
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(type(answer)).isEqualTo(type);
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String type(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Content-Type").orElse("none").split(";")[0];
    }
}
