package org.openztp.launcher;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.modeler.Registry;

/**
 * The server of {@code java -jar ztp.war}: an embedded Tomcat with this one application. The application is started
 * first, tells by context attributes where to listen, and only then the port is opened.
 */
public final class Standalone implements AutoCloseable {
    /** Context attributes, types of the JDK only: the application lies above this package and tells by them. */
    public static final String ATTRIBUTE = "org.openztp.standalone";

    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** It would tell a second time why the database cannot be opened. */
    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");

    private static final System.Logger LOG = System.getLogger(Standalone.class.getName());

    private final Tomcat tomcat;
    private final StandardContext context;
    private final Connector connector;
    private final Leftovers leftovers;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Standalone(Tomcat tomcat, StandardContext context, Connector connector, Leftovers leftovers) {
        this.tomcat = tomcat;
        this.context = context;
        this.connector = connector;
        this.leftovers = leftovers;
    }

    /**
     * Starts the server; it answers when this returns.
     *
     * @throws StartFailed with words for the operator; nothing is left running
     */
    public static Standalone start(StandaloneOptions options) throws StartFailed {
        Tomcat tomcat = new Tomcat();
        try {
            Path base = Files.createDirectories(options.home().resolve("tmp").resolve("tomcat"));
            StandaloneLog.open(options);
            // nobody manages this server by JMX, and to describe itself to it takes a tenth of the start
            Registry.disableRegistry();
            POOL.setLevel(Level.OFF);
            tomcat.setBaseDir(base.toString());
            StandardContext context = WebApplication.context(options);
            ErrorReports.of((StandardHost) tomcat.getHost());
            tomcat.getHost().addChild(context);
            tomcat.start();
            throwFailure(context);
            if (!context.getState().isAvailable()) {
                throw new StartFailed(1, "The application could not be started; the log tells why.");
            }
            // what waits for the database, which opened while the container put the application together
            attribute(context, "begin", Runnable.class).run();
            throwFailure(context);
            String second = attribute(context, "path", String.class);
            if (!second.isEmpty() && !second.equals(options.contextPath())) {
                tomcat.getEngine().getPipeline().addValve(new SecondPath(second, options.contextPath()));
            }
            Connector connector = listen(
                    tomcat, attribute(context, "address", String.class), attribute(context, "port", Integer.class));
            POOL.setLevel(null);
            Leftovers leftovers = Leftovers.clear(options.web(), base.getParent(), InstantSource.system());
            return new Standalone(tomcat, context, connector, leftovers);
        } catch (IOException | LifecycleException e) {
            stop(tomcat);
            throw new StartFailed(1, "The server cannot start: " + e);
        } catch (StartFailed | RuntimeException e) {
            stop(tomcat);
            throw e;
        }
    }

    private static void throwFailure(StandardContext context) throws StartFailed {
        String failure = attribute(context, "failure", String.class);
        if (failure != null) {
            throw new StartFailed(attribute(context, "exit-code", Integer.class), failure);
        }
    }

    /**
     * Begins to load, on a thread of its own, what every start needs; the earlier the better. The application knows what
     * that is; this package must not know the application.
     */
    public static void warmUp() {
        Thread thread = new Thread(
                () -> {
                    try {
                        Class<?> loads = Class.forName("org.openztp.app.WarmUp");
                        ((Runnable) loads.getConstructor().newInstance()).run();
                    } catch (ReflectiveOperationException | RuntimeException e) {
                        LOG.log(System.Logger.Level.DEBUG, "started cold", e);
                    }
                },
                "ztp-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static Connector listen(Tomcat tomcat, String address, int port) throws StartFailed {
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(port);
        connector.setProperty("address", address);
        connector.setProperty("connectionTimeout", "20000");
        connector.setProperty("maxSwallowSize", String.valueOf(32 << 20));
        // an encoded slash of either kind is no separator and no fault of the connector's: it names nothing here, so it
        // is a 404
        connector.setEncodedSolidusHandling("passthrough");
        connector.setEncodedReverseSolidusHandling("passthrough");
        connector.setThrowOnFailure(true);
        try {
            tomcat.getService().addConnector(connector);
            return connector;
        } catch (IllegalArgumentException e) {
            throw new StartFailed(1, refused(e, address, port));
        }
    }

    private static String refused(Throwable error, String address, int port) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return "Cannot listen on " + address + " port " + port + ": " + cause.getMessage()
                        + ". Choose another by --port or http.port.";
            }
        }
        return "Cannot listen on " + address + " port " + port + ": " + error;
    }

    private static <T> T attribute(StandardContext context, String name, Class<T> type) {
        return type.cast(context.getServletContext().getAttribute(ATTRIBUTE + "." + name));
    }

    /** The base URL on this machine. */
    public URI url() {
        InetAddress bound = (InetAddress) connector.getProperty("address");
        String host = bound == null || bound.isAnyLocalAddress() || bound.isLoopbackAddress()
                ? "localhost"
                : bound.getHostAddress();
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + literal + ":" + connector.getLocalPort() + context.getPath());
    }

    /** What an operator needs to know after the start. */
    public String banner() {
        Object banner = context.getServletContext().getAttribute(ATTRIBUTE + ".banner");
        @SuppressWarnings("unchecked") // set by the application as this very type
        Function<Integer, String> words = (Function<Integer, String>) banner;
        return words.apply(connector.getLocalPort());
    }

    /** Serves until the process is told to end. */
    public void await() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "ztp-stop"));
        closed.await();
    }

    @Override
    public synchronized void close() {
        if (closed.getCount() > 0) {
            connector.pause();
            end(context);
            LastAnswers.await(connector, context, FAREWELL);
            stop(tomcat);
            leftovers.close();
            closed.countDown();
        }
    }

    /** First the application, which ends its event streams, and only then what carries its answers to the clients. */
    private static void end(StandardContext context) {
        try {
            // or it would wait for those streams to end by themselves before the application is told
            context.setUnloadDelay(0);
            context.stop();
        } catch (LifecycleException e) {
            LOG.log(System.Logger.Level.WARNING, "unclean end of the application", e);
        }
    }

    private static void stop(Tomcat tomcat) {
        POOL.setLevel(null);
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            LOG.log(System.Logger.Level.WARNING, "unclean stop", e);
        }
    }
}
