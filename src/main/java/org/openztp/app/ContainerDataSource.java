package org.openztp.app;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import javax.sql.DataSource;

/** A data source that the container keeps: the one of the setting {@code db.jndi}, or one of a well-known name. */
record ContainerDataSource(String name, DataSource source) {
    /** Tomcat's and WildFly's name of the data source that is used without a setting. */
    static final List<String> WELL_KNOWN = List.of("java:comp/env/jdbc/ztp", "java:jboss/datasources/ztp");

    /** WildFly starts data sources and applications side by side. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(50);

    static ContainerDataSource named(String name) throws IOException {
        return lookUp(name).orElseThrow(() -> new IOException("db.jndi: the container has no data source " + name));
    }

    /** @throws IOException when there is one, but it cannot be had: nobody wants another database then */
    static Optional<ContainerDataSource> wellKnown() throws IOException {
        for (String name : WELL_KNOWN) {
            Optional<ContainerDataSource> found = lookUp(name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<ContainerDataSource> lookUp(String name) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return Optional.of(new ContainerDataSource(name, (DataSource) new InitialContext().lookup(name)));
            } catch (NoInitialContextException e) {
                return Optional.empty();
            } catch (NameNotFoundException e) {
                if (!isStarting(e)) {
                    return Optional.empty();
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException("the data source " + name + " does not start", e);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (NamingException | ClassCastException e) {
                throw new IOException("the data source " + name + ": " + e.getMessage(), e);
            }
        }
    }

    /** WildFly's answer for a name whose service is known and not up, against one that nobody knows. */
    private static boolean isStarting(NameNotFoundException e) {
        return e.getCause() instanceof IllegalStateException;
    }
}
