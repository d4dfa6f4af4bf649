package org.openztp.registration.ztps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks as ZTPServer's own client does: what it sends, in which order, and above all what it refuses. All it knows of the
 * server is the URL of its script; everything else comes from the answers.
 */
final class SwitchClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SERVER = Pattern.compile("SERVER = '([^']+)'");

    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final String serial;
    private String server;

    /** By name, the programs of the actions it carried out; and what it fetched for them. */
    final Map<String, String> actions = new LinkedHashMap<>();

    final Map<String, String> resources = new LinkedHashMap<>();
    final List<String> executed = new ArrayList<>();
    String location;

    SwitchClient(String serial) {
        this.serial = serial;
    }

    /** What the boot loader does with option 67. */
    void fetchScript(String url) throws IOException {
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(URI.create(url))
                .header("X-Arista-Systemmac", "00:1c:73:00:00:01")
                .header("X-Arista-Serialnum", serial)
                .header("X-Arista-Architecture", "i386")
                .header("X-Arista-Modelname", "vEOS")
                .header("X-Arista-Softwareversion", "4.14.0F"));
        check(answer, 200, "text/x-python");
        String script = text(answer);
        if (!script.startsWith("#!/usr/bin/python")) {
            throw new IOException("no script to run: " + script);
        }
        Matcher m = SERVER.matcher(script);
        if (!m.find()) {
            throw new IOException("the script names no server");
        }
        server = m.group(1);
    }

    String server() {
        return server;
    }

    /** The script itself: logging, then node, definition, actions. */
    void boot() throws IOException {
        HttpResponse<byte[]> conf = get("bootstrap/config", "text/html");
        check(conf, 200, "application/json");
        JsonNode logging = JSON.readTree(conf.body());
        if (!logging.path("logging").isArray() || !logging.path("xmpp").isObject()) {
            throw new IOException("no logging or xmpp: " + logging);
        }
        postNode();
        HttpResponse<byte[]> answer = get(location, "text/html");
        check(answer, 200, "application/json");
        JsonNode definition = JSON.readTree(answer.body());
        for (JsonNode action : definition.get("actions")) {
            fetchAction(action.get("action").asText());
        }
        for (JsonNode action : definition.get("actions")) {
            execute(action);
        }
    }

    private void postNode() throws IOException {
        String node = """
                {"model": "vEOS", "serialnumber": "%s", "systemmac": "00:1c:73:00:00:01", "version": "4.14.0F",
                 "neighbors": {"Management1": [{"device": "mgmt", "port": "7"}]}}
                """.formatted(serial);
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(URI.create(server + "/nodes"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(node)));
        if (answer.statusCode() != 201 && answer.statusCode() != 409) {
            throw new IOException("node refused: " + answer.statusCode());
        }
        check(answer, answer.statusCode(), "text/html");
        location = answer.headers().firstValue("Location").orElseThrow(() -> new IOException("no Location"));
    }

    private void fetchAction(String name) throws IOException {
        if (!actions.containsKey(name)) {
            HttpResponse<byte[]> answer = get("actions/" + name, "text/x-python");
            check(answer, 200, "text/x-python");
            actions.put(name, text(answer));
        }
    }

    /** As add_config, replace_config and install_image do: the size first, then the file, and its length compared. */
    private void execute(JsonNode action) throws IOException {
        String url = action.at("/attributes/url").asText();
        if (url.startsWith("files/")) {
            HttpResponse<byte[]> meta = get("meta/" + url, "text/html");
            check(meta, 200, "application/json");
            HttpResponse<byte[]> file = get(url, "text/html");
            long announced = file.headers().firstValueAsLong("Content-Length").orElse(-1);
            if (JSON.readTree(meta.body()).path("size").asLong() != announced) {
                throw new IOException(url + ": the size is not the content's");
            }
        }
        HttpResponse<byte[]> file = get(url, "text/html");
        check(file, 200, "text/plain");
        resources.put(url, text(file));
        executed.add(action.path("name").asText());
    }

    /** What the event handler on a switch does at each save. */
    void saveConfig(String config) throws IOException {
        HttpResponse<byte[]> answer =
                send(HttpRequest.newBuilder(URI.create(server + "/nodes/" + serial + "/startup-config"))
                        .header("Content-Type", "text/plain")
                        .PUT(HttpRequest.BodyPublishers.ofString(config)));
        check(answer, 200, "text/html");
    }

    /** A GET with a content type and the JSON text null as its body, as that client sends it. */
    private HttpResponse<byte[]> get(String pathOrUrl, String type) throws IOException {
        String url = URI.create(pathOrUrl).getScheme() == null ? server + "/" + pathOrUrl : pathOrUrl;
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", type)
                .method("GET", HttpRequest.BodyPublishers.ofString("null")));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(
                    request.version(HttpClient.Version.HTTP_1_1).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void check(HttpResponse<byte[]> answer, int status, String type) throws IOException {
        String sent = answer.headers().firstValue("Content-Type").orElse("none").split(";")[0];
        if (answer.statusCode() != status || !sent.equals(type)) {
            throw new IOException(
                    answer.uri() + ": unexpected " + answer.statusCode() + " of type " + sent + ": " + text(answer));
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
