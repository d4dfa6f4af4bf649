package org.openztp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of the container's names are asked, and what an answer means. */
class ContainerDataSourceTest {
    private static final String TOMCATS = ContainerDataSource.WELL_KNOWN.get(0);
    private static final String WILDFLYS = ContainerDataSource.WELL_KNOWN.get(1);
    private static final Map<String, Deque<Object>> ANSWERS = new HashMap<>();

    private final DataSource source = new JdbcDataSource();

    @BeforeEach
    void aContainerIsThere() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Naming.class.getName());
    }

    @AfterEach
    void itIsGone() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        ANSWERS.clear();
    }

    @Test
    void outsideOfAContainerThereIsNone() throws IOException {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);

        assertThat(ContainerDataSource.wellKnown()).isEmpty();
    }

    @Test
    void aContainerThatKnowsNeitherNameHasNone() throws IOException {
        assertThat(ContainerDataSource.wellKnown()).isEmpty();
    }

    @Test
    void eitherNameIsFoundWithoutASetting() throws IOException {
        answer(TOMCATS, source);
        assertThat(ContainerDataSource.wellKnown()).contains(new ContainerDataSource(TOMCATS, source));

        ANSWERS.clear();
        answer(WILDFLYS, source);
        assertThat(ContainerDataSource.wellKnown()).contains(new ContainerDataSource(WILDFLYS, source));
    }

    @Test
    void oneThatIsStillStartingIsWaitedFor() throws IOException {
        NameNotFoundException starting = new NameNotFoundException(WILDFLYS);
        starting.initCause(new IllegalStateException("not up yet"));
        answer(WILDFLYS, starting, starting, source);

        assertThat(ContainerDataSource.wellKnown()).contains(new ContainerDataSource(WILDFLYS, source));
    }

    @Test
    void aBrokenOneStopsTheStartInsteadOfLeadingToAnotherDatabase() {
        answer(TOMCATS, new CommunicationException("the driver is not there"));
        assertThatThrownBy(ContainerDataSource::wellKnown)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(TOMCATS)
                .hasMessageContaining("the driver is not there");

        ANSWERS.clear();
        answer(TOMCATS, "no data source");
        assertThatThrownBy(ContainerDataSource::wellKnown).isInstanceOf(IOException.class);
    }

    @Test
    void oneThatIsAskedForByNameMustBeThere() {
        assertThatThrownBy(() -> ContainerDataSource.named("java:comp/env/jdbc/other"))
                .isInstanceOf(IOException.class)
                .hasMessage("db.jndi: the container has no data source java:comp/env/jdbc/other");
    }

    private static void answer(String name, Object... answers) {
        ANSWERS.computeIfAbsent(name, any -> new ArrayDeque<>()).addAll(List.of(answers));
    }

    /** A container's names; the last answer for a name stays. */
    public static final class Naming implements InitialContextFactory {
        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws NamingException {
                    Deque<Object> answers = ANSWERS.getOrDefault(name, new ArrayDeque<>());
                    if (answers.isEmpty()) {
                        throw new NameNotFoundException(name);
                    }
                    Object answer = answers.size() > 1 ? answers.pop() : answers.peek();
                    if (answer instanceof NamingException failure) {
                        throw failure;
                    }
                    return answer;
                }
            };
        }
    }
}
