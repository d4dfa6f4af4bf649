package org.openztp.image.asu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every path of the dialects has in common: pages of others may ask it, whatever comes of it. */
class AsuPathsIT {
    @TempDir
    private static Path home;

    private static AsuStage stage;

    @BeforeAll
    static void start() throws IOException {
        stage = AsuStage.start(home, "images.builders", "1");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    static Stream<String> routes() {
        return AsuRoutes.names().stream();
    }

    private static String path(String route) {
        return route.split(" ")[1].replaceAll("\\{[^}]*}", "x");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aPreflightIsAnsweredForItsVerb(String route) {
        HttpResponse<String> answer = stage.send(
                "OPTIONS",
                path(route) + "?1795205957326",
                null,
                "Origin",
                "http://192.168.1.1",
                "Access-Control-Request-Method",
                route.split(" ")[0],
                "Access-Control-Request-Headers",
                "content-type");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        new Expected(
                        "Access-Control-Allow-Origin: * ;; Access-Control-Allow-Headers~Content-Type ;; Access-Control-Max-Age?"
                                + " ;; Access-Control-Allow-Methods~" + route.split(" ")[0])
                .check(answer);
    }

    /** Of 2xx, of 3xx and of 4xx. */
    @ParameterizedTest
    @MethodSource("routes")
    void scriptsMayReadWhateverIsAnswered(String route) {
        HttpResponse<String> answer = stage.send(route.split(" ")[0], path(route) + "?1795205957326", null);

        assertThat(answer.statusCode()).as(answer.body()).isLessThan(500);
        new Expected("Access-Control-Allow-Origin: * ;; Access-Control-Expose-Headers~X-Imagebuilder-Status")
                .check(answer);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aVerbThatItDoesNotHaveIsRefusedInItsDialect(String route) {
        HttpResponse<String> answer = stage.send("PATCH", path(route), null);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(405);
        new Expected("Access-Control-Allow-Origin: * ;; Allow~" + route.split(" ")[0]
                        + " ;; Content-Type: application/json")
                .check(answer);
        assertThat(AsuStage.json(answer).isObject()).isTrue();
    }
}
