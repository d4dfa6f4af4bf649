package org.openztp.app;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.glassfish.jersey.servlet.ServletContainer;
import org.openztp.config.Home;
import org.openztp.config.Settings;
import org.openztp.config.SettingsFile;
import org.openztp.config.WrongSettings;
import org.openztp.db.Pool;
import org.openztp.history.EventStreamFilter;
import org.openztp.http.ContentTypes;
import org.openztp.http.SecurityHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the application in its container. The server of {@code java -jar ztp.war} is one of them; it marks its
 * context, and is told by context attributes what it must know.
 */
public final class Boot implements ServletContextListener {
    /** The mark, and the prefix of what is told: types of the JDK only. */
    private static final String STANDALONE = "org.openztp.standalone";

    private static final Logger LOG = LoggerFactory.getLogger(Boot.class);
    private Server server;

    private interface Step {
        void run() throws IOException;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        attempt(context, () -> start(context));
    }

    /** One step of the start; when it fails, all ends, in words for the operator. */
    private void attempt(ServletContext context, Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            close();
            StartFailure failure = StartFailure.of(e);
            if (!isStandalone(context)) {
                // some containers write the exception elsewhere than where one looks first
                LOG.error(failure.words());
                throw new IllegalStateException(failure.words(), failure.foreseen() ? null : e);
            }
            if (!failure.foreseen()) {
                LOG.error("the start failed", e);
            }
            tell(context, "failure", failure.words());
            tell(context, "exit-code", e instanceof WrongSettings ? 2 : 1);
        }
    }

    private void start(ServletContext context) throws IOException {
        Map<String, String> properties = properties(context);
        Home home = Home.locate(System.getenv(), properties).create(new WarFiles(context, "/WEB-INF/conf/"));
        Optional<Path> file = Optional.ofNullable(properties.get("ztp.conf")).map(Path::of);
        Settings settings = new SettingsFile(home, file).read(System.getenv(), properties);
        LOG.info("OpenZTP {} on {}", Version.of(), home.folder());
        server = new Server(settings, InstantSource.system());
        filter(context, "headers", new SecurityHeaders());
        filter(context, "asu", server.asu());
        filter(context, "types", new ContentTypes());
        filter(context, "streams", new EventStreamFilter());
        filter(context, "jersey", new ServletContainer(server.resources()));
        files(context, server.files());
        tell(context, "address", settings.http().address());
        tell(context, "port", settings.http().port());
        tell(context, "path", settings.serverUrl().map(URI::getRawPath).orElse(""));
        Banner banner = new Banner(Version.of(), settings, context.getContextPath());
        Function<Integer, String> words = banner::text;
        tell(context, "banner", words);
        if (isStandalone(context)) {
            Runnable begin = () -> attempt(context, server::begin);
            tell(context, "begin", begin);
        } else {
            server.begin();
        }
    }

    private static boolean isStandalone(ServletContext context) {
        return context.getAttribute(STANDALONE) != null;
    }

    private static void filter(ServletContext context, String name, Filter filter) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    private static void files(ServletContext context, Map<String, Servlet> files) {
        files.forEach((path, servlet) -> {
            ServletRegistration.Dynamic registration = context.addServlet(path.replaceAll("[/*]", ""), servlet);
            registration.setAsyncSupported(true);
            registration.addMapping(path);
        });
    }

    private static Map<String, String> properties(ServletContext context) {
        Map<String, String> properties = new HashMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> properties.put(name, System.getProperty(name)));
        Collections.list(context.getInitParameterNames())
                .forEach(name -> properties.put(name, context.getInitParameter(name)));
        return properties;
    }

    private static void tell(ServletContext context, String name, Object value) {
        context.setAttribute(STANDALONE + "." + name, value);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        close();
        Pool.deregisterDrivers();
        JdkCaches.forgetUs();
    }

    private void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
