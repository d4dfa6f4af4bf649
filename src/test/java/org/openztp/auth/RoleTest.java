package org.openztp.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openztp.http.Problem;

class RoleTest {
    @Test
    void eachRoleMayWhatTheTableSays() {
        String table = List.of(Role.values()).stream()
                .map(role -> role + ": "
                        + List.of(Role.MAY_ANNOUNCE, Role.MAY_VIEW, Role.MAY_OPERATE, Role.MAY_ADMINISTER).stream()
                                .filter(role::may)
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
        assertThat(table).isEqualTo("""
                        announcer: announcer
                        viewer: viewer
                        operator: announcer viewer operator
                        admin: announcer viewer operator admin""");
    }

    @Test
    void aRoleIsReadInAnyCase() {
        assertThat(Role.parse("Operator")).isEqualTo(Role.OPERATOR);
        assertThatThrownBy(() -> Role.parse("root")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Role.parse(null)).isInstanceOf(Problem.class);
    }
}
