package org.openztp.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.auth.Sessions.Session;
import org.openztp.testkit.SettableClock;

class SessionsTest {
    private final SettableClock clock = new SettableClock();
    private final byte[] key = Secrets.bytes(32);
    private final Sessions sessions = new Sessions(key, clock);

    @Test
    void aSessionIsReadAsItWasWritten() {
        Session session = sessions.open(7);
        Session read = sessions.read(sessions.write(session)).orElseThrow();
        assertThat(read.tokenId()).isEqualTo(7);
        assertThat(read.id()).isEqualTo(session.id());
        assertThat(read.end())
                .isEqualTo(clock.instant().plus(12, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void aSessionEndsTwelveHoursAfterItsLastUse() {
        String first = sessions.write(sessions.open(7));
        clock.advance(Duration.ofMinutes(11 * 60 + 59));
        Session used = sessions.read(first).orElseThrow();
        String slid = sessions.write(sessions.renewed(used).orElseThrow());
        clock.advance(Duration.ofMinutes(1));
        assertThat(sessions.read(first)).isEmpty();
        assertThat(sessions.read(slid)).isPresent();
        clock.advance(Duration.ofHours(12));
        assertThat(sessions.read(slid)).isEmpty();
    }

    @Test
    void theBrowserIsNotToldAnewWithEachRequest() {
        Session session = sessions.open(7);
        clock.advance(Duration.ofMinutes(9));
        assertThat(sessions.renewed(session)).isEmpty();
        clock.advance(Duration.ofMinutes(2));
        assertThat(sessions.renewed(session)).isPresent();
    }

    @Test
    void noCharacterOfACookieCanBeChanged() {
        String cookie = sessions.write(sessions.open(7));
        for (int i = 0; i < cookie.length(); i++) {
            char other = cookie.charAt(i) == '1' ? '2' : '1';
            String forged = cookie.substring(0, i) + other + cookie.substring(i + 1);
            assertThat(sessions.read(forged)).as(forged).isEmpty();
        }
    }

    @Test
    void anotherServersCookieIsNone() {
        Sessions other = new Sessions(Secrets.bytes(32), clock);
        assertThat(sessions.read(other.write(other.open(1)))).isEmpty();
        assertThat(new Sessions(key, clock).read(sessions.write(sessions.open(1))))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1.2.3.4", "1..9999999999.", "99999999999999999999.a.1.b"})
    void whatIsNoCookieIsNone(String text) {
        assertThat(sessions.read(text)).isEmpty();
        assertThat(sessions.read(null)).isEmpty();
    }

    @Test
    void aFormBelongsToItsSessionForAsLongAsThatLives() {
        Session mine = sessions.open(7);
        Session another = sessions.open(7);
        String token = sessions.csrfToken(mine);
        clock.advance(Duration.ofHours(1));
        assertThat(sessions.isOwnForm(sessions.renewed(mine).orElseThrow(), token))
                .isTrue();
        assertThat(sessions.isOwnForm(another, token)).isFalse();
        assertThat(sessions.isOwnForm(mine, null)).isFalse();
        assertThat(sessions.isOwnForm(mine, "")).isFalse();
    }
}
