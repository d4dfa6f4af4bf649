package org.openztp.pull;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A router that fetches its work, as far as HTTP shows it; its proofs are made here and not by the server's classes. */
final class AskingRouter {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern RUN = Pattern.compile("# ztp-run: (\\d+) (\\S+) (\\S+) (\\S+) (\\d+)\n");

    /** What a claim gave. */
    record Work(long run, String key, String boot, String name, String start, String program) {
        /** What the program's markers are made of. */
        String mark() {
            Matcher key = Pattern.compile("ztp_key='([^']*)'").matcher(program);
            assertThat(key.find()).isTrue();
            return "@ztp:" + key.group(1) + " ";
        }
    }

    final String mac;
    URI server;
    String boot = "00000000-0000-4000-8000-000000000001";
    String release = "23.05.3";
    String token;
    long id;

    AskingRouter(URI server, String mac) {
        this.server = server;
        this.mac = mac;
    }

    /** @return the answer's lines */
    String register(String pull) {
        return register(pull, "");
    }

    /** @param challenge none when empty */
    String register(String pull, String challenge) {
        String form =
                "answer=lines&mac=" + mac + "&hostname=OpenWrt&board_name=lab,ap-1&release=" + release + "&boot_id="
                        + boot + (pull.isEmpty() ? "" : "&pull=" + pull) + (token == null ? "" : "&token=" + token)
                        + (challenge.isEmpty() ? "" : "&challenge=" + challenge);
        HttpResponse<byte[]> answer = post("/register", form.getBytes(UTF_8));
        String lines = new String(answer.body(), UTF_8);
        assertThat(answer.statusCode()).as(lines).isEqualTo(200);
        id = Long.parseLong(value(lines, "id"));
        if (value(lines, "token") != null) {
            token = value(lines, "token");
        }
        return lines;
    }

    /** @return the nonce; null when there is no work */
    String ask() {
        if (token == null) {
            register("yes");
        }
        return value(register("yes"), "work");
    }

    static String value(String lines, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + "=(.*)$").matcher(lines);
        return line.find() ? line.group(1) : null;
    }

    String key() {
        return hmac(token.getBytes(UTF_8), "ztp work".getBytes(UTF_8));
    }

    String proof(byte[] message) {
        return hmac(HexFormat.of().parseHex(key()), message);
    }

    HttpResponse<byte[]> claim(String nonce) {
        return claim(nonce, proof(("work " + id + " " + nonce + " " + boot + " -").getBytes(UTF_8)));
    }

    HttpResponse<byte[]> claim(String nonce, String proof) {
        return get("/nodes/" + id + "/work?nonce=" + nonce + "&boot=" + boot + "&proof=" + proof);
    }

    Work fetch() {
        String nonce = ask();
        assertThat(nonce).as("a nonce").isNotNull();
        return read(claim(nonce), nonce);
    }

    Work read(HttpResponse<byte[]> answer, String nonce) {
        byte[] body = answer.body();
        assertThat(answer.statusCode()).as(new String(body, ISO_8859_1)).isEqualTo(200);
        int line = indexOf(body, 0) + 1;
        String first = new String(body, 0, line, ISO_8859_1);
        byte[] rest = Arrays.copyOfRange(body, line, body.length);
        ByteArrayOutputStream proven = new ByteArrayOutputStream();
        proven.writeBytes(nonce.getBytes(UTF_8));
        proven.writeBytes(rest);
        assertThat(first).isEqualTo("# ztp-hmac: " + proof(proven.toByteArray()) + "\n");
        String text = new String(rest, ISO_8859_1);
        Matcher run = RUN.matcher(text);
        assertThat(run.lookingAt()).as(text).isTrue();
        int from = run.end();
        int to = from + Integer.parseInt(run.group(5));
        return new Work(
                Long.parseLong(run.group(1)),
                run.group(2),
                run.group(3),
                run.group(4),
                text.substring(from, to),
                text.substring(to));
    }

    private static int indexOf(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    HttpResponse<byte[]> tell(long run, long offset, String output) {
        return tell(run, offset, output.getBytes(UTF_8), null);
    }

    HttpResponse<byte[]> tell(long run, long offset, byte[] output, String exit) {
        return tell(run, offset, output, exit, "");
    }

    HttpResponse<byte[]> tell(long run, long offset, byte[] output, String exit, String flashing) {
        String head = "results " + id + " " + run + " " + offset + " " + (exit == null ? "-" : exit) + " "
                + (flashing.isEmpty() ? "-" : flashing) + "\n";
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(head.getBytes(UTF_8));
        message.writeBytes(output);
        String form = "offset=" + offset + "&output=" + encoded(output) + (exit == null ? "" : "&exit=" + exit)
                + (flashing.isEmpty() ? "" : "&flashing=" + flashing) + "&proof=" + proof(message.toByteArray());
        return post("/nodes/" + id + "/work/" + run, form.getBytes(UTF_8));
    }

    /** Posts it all at once, as the last piece. */
    void end(long run, String output, int exit) {
        HttpResponse<byte[]> answer = tell(run, 0, output.getBytes(UTF_8), "" + exit);
        assertThat(new String(answer.body(), UTF_8)).endsWith("over\n");
    }

    static String encoded(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            out.append(String.format("%%%02x", b & 0xff));
        }
        return out.toString();
    }

    HttpResponse<byte[]> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(server + path)));
    }

    HttpResponse<byte[]> post(String path, byte[] form) {
        return send(HttpRequest.newBuilder(URI.create(server + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofByteArray(form)));
    }

    static HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(message));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
