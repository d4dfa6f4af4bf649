package org.openztp.registration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What nobody should post. Each body is refused as a problem, and none leaves a trace. */
class HostileBodiesIT {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";
    private static final String MAC = "mac=02:1a:b0:00:00:01";
    private static final String JSON_MAC = "\"mac\":\"02:1a:b0:00:00:01\"";

    private static final List<String[]> HEADERS = List.of(
            new String[] {"Accept", "nonsense"},
            new String[] {"Accept", "text/plain;q=x"},
            new String[] {"Accept-Language", ";;;"},
            new String[] {"Accept", "image/png"});

    private record Post(String type, byte[] body) {
        @Override
        public String toString() {
            String text = new String(body, ISO_8859_1);
            return type + ": " + (text.length() > 120 ? text.substring(0, 120) + "…" : text);
        }
    }

    @Test
    void threeHundredHostileBodiesAreRefusedAndNothingIsStored() {
        List<Post> posts = new ArrayList<>();
        forms().forEach(body -> posts.add(new Post(FORM, body)));
        jsons().forEach(body -> posts.add(new Post(JSON, body)));
        posts.addAll(foreignTypes());
        assertThat(posts).hasSizeGreaterThanOrEqualTo(300);
        try (ContactServer server = new ContactServer()) {
            for (Post post : posts) {
                HttpResponse<String> answer = server.post("/register", post.type(), post.body());
                assertThat(answer.statusCode()).as(post.toString()).isBetween(400, 499);
                assertThat(answer.headers().firstValue("Content-Type").orElse("none"))
                        .as(post.toString())
                        .startsWith("application/problem+json");
                assertThat(answer.body())
                        .as(post.toString())
                        .contains("\"detail\"")
                        .doesNotContain("Exception");
            }
            assertThat(server.enrolling.isEmpty()).isTrue();
            assertThat(server.enrolling.provisioner.enqueued()).isEmpty();
            assertThat(server.form("/register", MAC).statusCode())
                    .as("and it still works")
                    .isEqualTo(200);
        }
    }

    private static List<byte[]> forms() {
        List<byte[]> bodies = new ArrayList<>();
        texts().forEach(text -> bodies.add(text.getBytes(UTF_8)));
        badMacs().forEach(mac -> bodies.add(("mac=" + mac).getBytes(UTF_8)));
        shellWords().forEach(word -> bodies.add((MAC + "&hostname=" + encoded(word)).getBytes(UTF_8)));
        IntStream.range(0, 32)
                .filter(code -> code != '\t' && code != '\n' && code != '\r')
                .forEach(code -> bodies.add((MAC + "&model=a%%%02xb".formatted(code)).getBytes(UTF_8)));
        for (byte[] bytes : notUtf8()) {
            bodies.add(join((MAC + "&model=").getBytes(UTF_8), bytes));
            bodies.add((MAC + "&model=" + percent(bytes)).getBytes(UTF_8));
        }
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) {
            byte[] noise = new byte[1 + random.nextInt(4000)];
            random.nextBytes(noise);
            bodies.add(noise);
        }
        bodies.add(new byte[10 * 1024 * 1024]);
        bodies.add((MAC + "&model=" + "x".repeat(10 * 1024 * 1024)).getBytes(UTF_8));
        bodies.add((MAC + "&model=" + "x".repeat(64 * 1024)).getBytes(UTF_8));
        return bodies;
    }

    private static List<String> texts() {
        List<String> bodies = new ArrayList<>(List.of(
                "",
                "&",
                "=",
                "==",
                "mac",
                "mac=",
                "mac=%20",
                "hostname=OpenWrt&release=18.06.1",
                "&&&&",
                "a=b",
                MAC + "&" + MAC,
                MAC + "&hostname=a&hostname=b",
                MAC + "&hostname=a&hostname=",
                MAC + "&model",
                MAC + "&%",
                MAC + "&model=%",
                MAC + "&model=%4",
                MAC + "&model=%zz",
                MAC + "&model=%u0041",
                MAC + "&model=%%41",
                MAC + "&model=%-1",
                MAC + "&=x",
                MAC + "&Model=x",
                MAC + "&a-b=x",
                MAC + "&1a=x",
                MAC + "&a b=x",
                MAC + "&a%00=x",
                MAC + "&__proto__=x",
                MAC + "&a[]=x",
                MAC + "&a.b=x",
                MAC + "&$x=1",
                MAC + "&" + "n".repeat(41) + "=x",
                MAC + "&answer=xml",
                MAC + "&answer=LINES",
                MAC + "; drop table device",
                MAC + "&release=" + "9".repeat(41),
                MAC + "&board_name=" + "b".repeat(81),
                MAC + "&model=" + "m".repeat(121),
                MAC + "&serial=" + "s".repeat(81),
                MAC + "&target=" + "t".repeat(61),
                MAC + "&boot_id=" + "i".repeat(41),
                MAC + "&hostname=" + "h".repeat(64),
                MAC + "&anything=" + "x".repeat(1025),
                MAC + "&hostname=a%0d%0aSet-Cookie:+x=1",
                MAC + "&model=x%0d%0a%0d%0aHTTP/1.1+200+OK",
                MAC + "&" + facts(1000),
                MAC + "&" + facts(65),
                "{" + JSON_MAC + "}",
                "<mac>02:1a:b0:00:00:01</mac>",
                "\"" + MAC + "\"",
                "[" + JSON_MAC + "]"));
        return bodies;
    }

    private static List<String> badMacs() {
        List<String> macs = new ArrayList<>(List.of(
                "zzz",
                "02:1a:b0:00:00",
                "02:1a:b0:00:00:01:02",
                "02:1a:b0:00:00:0g",
                "02:1a-b0:00:00:01",
                "2:1a:b0:0:0:1",
                "021ab000000",
                "021ab00000012",
                "021a.b000:0001",
                "ff:ff:ff:ff:ff:ff",
                "00:00:00:00:00:00",
                "000000000000",
                "..%2f..%2fetc",
                "02:1a:b0:00:00:01%00",
                "02:1a:b0:00:00:01%0a02:1a",
                "02:1a:b0:00:00:01'--",
                "$(reboot)",
                "%EF%BC%90%EF%BC%92:1a:b0:00:00:01",
                "0x021ab0000001",
                "-1",
                "02:1a:b0:00:00:01,02:1a:b0:00:00:02"));
        IntStream.iterate(1, first -> first + 2)
                .limit(64)
                .forEach(first -> macs.add("%02x:00:5e:00:00:01".formatted(first)));
        return macs;
    }

    private static List<String> shellWords() {
        return List.of(
                "$(reboot)",
                "`reboot`",
                "a;reboot",
                "a|reboot",
                "a&&reboot",
                "a>b",
                "a<b",
                "'a",
                "\"a",
                "a b",
                "a\nb",
                "a\\b",
                "-rf",
                ".hidden",
                "a/b",
                "../../etc/passwd",
                "a*",
                "?",
                "~root",
                "#a",
                "!a",
                "a=b",
                "(a)",
                "{a,b}",
                "<script>alert(1)</script>",
                "${IFS}",
                "a\u0000b",
                "ä",
                "名前",
                "a\u202eb",
                "🛜",
                "@",
                "a:b",
                "%s%n",
                "' or '1'='1",
                "a,b");
    }

    private static List<byte[]> jsons() {
        List<String> texts = new ArrayList<>(List.of(
                "",
                " ",
                "{",
                "}",
                "[]",
                "{}",
                "null",
                "true",
                "17",
                "\"mac\"",
                "[{" + JSON_MAC + "}]",
                "{" + JSON_MAC,
                "{" + JSON_MAC + ",}",
                "{" + JSON_MAC + "}{}",
                "{" + JSON_MAC + "} x",
                "{" + JSON_MAC + "," + JSON_MAC + "}",
                "{" + JSON_MAC + ",\"model\":\"a\",\"model\":\"b\"}",
                "{'mac':'02:1a:b0:00:00:01'}",
                "{mac:\"02:1a:b0:00:00:01\"}",
                "{\"mac\":1}",
                "{\"mac\":null}",
                "{\"mac\":[\"02:1a:b0:00:00:01\"]}",
                "{\"mac\":{\"value\":\"02:1a:b0:00:00:01\"}}",
                "{\"mac\":true}",
                "{\"mac\":\"\"}",
                "{\"MAC\":\"x\"}",
                "{" + JSON_MAC + ",\"release\":18.06}",
                "{" + JSON_MAC + ",\"serial\":12345}",
                "{" + JSON_MAC + ",\"model\":false}",
                "{" + JSON_MAC + ",\"model\":{\"a\":\"b\"}}",
                "{" + JSON_MAC + ",\"model\":[]}",
                "{" + JSON_MAC + ",\"model\":\"a\\u0000b\"}",
                "{" + JSON_MAC + ",\"model\":\"\\ud800\"}",
                "{" + JSON_MAC + ",\"model\":\"\\udc00x\"}",
                "{" + JSON_MAC + ",\"model\":\"\\uZZZZ\"}",
                "{" + JSON_MAC + ",\"model\":\"a\nb\"}",
                "{" + JSON_MAC + ",\"model\":\"\\u001b[2J\"}",
                "{" + JSON_MAC + ",\"\":\"x\"}",
                "{" + JSON_MAC + ",\"@type\":\"java.lang.Runtime\"}",
                "{" + JSON_MAC + ",\"hostname\":\"$(reboot)\"}",
                "{" + JSON_MAC + ",\"__proto__\":{}}",
                "{" + JSON_MAC + ",\"model\":NaN}",
                "{" + JSON_MAC + ",/**/}",
                "[".repeat(5000),
                "{\"a\":".repeat(5000),
                "[".repeat(500) + "]".repeat(500),
                "{" + JSON_MAC + ",\"a\":" + "[".repeat(900) + "]".repeat(900) + "}",
                "{" + JSON_MAC + ",\"n\":" + "9".repeat(2000) + "}",
                "{" + JSON_MAC + ",\"n\":1e999999999}",
                "{" + JSON_MAC + "," + jsonFacts(1000) + "}",
                "{" + JSON_MAC + "," + jsonFacts(65) + "}",
                "{" + JSON_MAC + ",\"model\":\"" + "x".repeat(10 * 1024 * 1024) + "\"}",
                MAC));
        List<byte[]> bodies = new ArrayList<>();
        texts.forEach(text -> bodies.add(text.getBytes(UTF_8)));
        bodies.add(("{" + JSON_MAC + "}").getBytes(UTF_16LE));
        bodies.add(join(new byte[] {(byte) 0xff, (byte) 0xfe}, ("{" + JSON_MAC + "}").getBytes(UTF_8)));
        bodies.add(("{" + JSON_MAC + ",\"model\":\"ü\"}").getBytes(ISO_8859_1));
        return bodies;
    }

    private static List<Post> foreignTypes() {
        List<Post> posts = new ArrayList<>();
        for (String type : List.of(
                "text/plain",
                "text/xml",
                "application/xml",
                "multipart/form-data; boundary=x",
                "application/octet-stream",
                "application/json-patch+json",
                "application/problem+json",
                "text/json",
                "application/yaml",
                "image/png",
                "application/x-java-serialized-object",
                "text/html",
                "application/cbor",
                "*/x",
                "nonsense")) {
            posts.add(new Post(type, MAC.getBytes(UTF_8)));
        }
        return posts;
    }

    private static List<byte[]> notUtf8() {
        return List.of(
                bytes(0xff),
                bytes(0xfe, 0xff),
                bytes(0x80),
                bytes(0xc0, 0x80),
                bytes(0xc3),
                bytes(0xe2, 0x82),
                bytes(0xed, 0xa0, 0x80),
                bytes(0xf4, 0x90, 0x80, 0x80),
                bytes(0xf8, 0x88, 0x80, 0x80, 0x80),
                bytes(0xef, 0xbf, 0xbe));
    }

    private static String facts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "f" + i + "=x").collect(Collectors.joining("&"));
    }

    private static String jsonFacts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"f" + i + "\":\"x\"").collect(Collectors.joining(","));
    }

    private static String encoded(String word) {
        return percent(word.getBytes(UTF_8));
    }

    private static String percent(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append("%%%02x".formatted(b & 0xff));
        }
        return text.toString();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
