package org.openztp.image.asu.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final Routes routes = new Routes();

    @BeforeEach
    void some() {
        for (String path :
                new String[] {"/api/v1/build/{hash}", "/json/v1/{path...}", "/json/{path...}", "/{hash}/log"}) {
            routes.add(new Nobody(), "GET", path, asked -> Reply.empty(204));
        }
        routes.add(new Nobody(), "POST", "/api/v1/build", asked -> Reply.empty(204));
    }

    @Test
    void whatIsVariableInAPathIsKnownByItsName() {
        assertThat(routes.find("/api/v1/build/abc").variables()).containsEntry("hash", "abc");
        assertThat(routes.find("/json/v1/a/b/c.json").variables()).containsEntry("path", "a/b/c.json");
        assertThat(routes.find("/json/a").variables()).containsEntry("path", "a");
        assertThat(routes.find("/abc/log").variables()).containsEntry("hash", "abc");
    }

    @Test
    void slashesBesideEachOtherAndAtTheEndCountAsOne() {
        assertThat(routes.find("//api///v1/build//abc/").variables()).containsEntry("hash", "abc");
        assertThat(routes.find("/json//").variables()).containsEntry("path", "");
    }

    @Test
    void whatIsNotOursIsLeftToOthers() {
        assertThat(routes.find("/")).isNull();
        assertThat(routes.find("/api/v1/devices")).isNull();
        assertThat(routes.find("/api/v1/build/abc/def")).isNull();
        assertThat(routes.find("/abc/other")).isNull();
    }

    @Test
    void aPlaceSaysWhatItAnswers() {
        assertThat(routes.find("/api/v1/build").allowed()).isEqualTo("OPTIONS, POST");
        assertThat(routes.find("/json/a").allowed()).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(routes.find("/json/a").handler("HEAD")).isNotNull();
        assertThat(routes.find("/json/a").handler("POST")).isNull();
    }

    @Test
    void nothingIsAnsweredTwice() {
        assertThat(catchThrowable(() -> routes.add(new Nobody(), "POST", "/api/v1/build", asked -> null)))
                .hasMessageContaining("twice");
    }

    private static final class Nobody implements Dialect {
        @Override
        public void addTo(Routes routes) {}

        @Override
        public Reply failure(int status, String words) {
            return Reply.empty(status);
        }
    }
}
