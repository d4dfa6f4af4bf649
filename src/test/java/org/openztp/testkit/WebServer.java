package org.openztp.testkit;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.openztp.history.EventStreamFilter;
import org.openztp.http.ContentTypes;
import org.openztp.http.SecurityHeaders;

/** The container with one context, {@code /ztp} if nothing else is said, on a free port of the loopback; a client for it. */
public final class WebServer implements AutoCloseable {
    private final Tomcat tomcat = new Tomcat();
    private final Path folder = Scratch.folder("web");
    private final StandardContext context;
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private WebServer(String contextPath, String files, Consumer<WebServer> parts) {
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setEncodedSolidusHandling("passthrough");
        context = (StandardContext) tomcat.addContext(contextPath, files);
        context.setClearReferencesObjectStreamClassCaches(false);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        parts.accept(this);
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server with the parts that the consumer adds. */
    public static WebServer with(Consumer<WebServer> parts) {
        return new WebServer("/ztp", null, parts);
    }

    /** A server with the parts that the consumer adds, at another path and with the files of a folder. */
    static WebServer with(String contextPath, Path files, Consumer<WebServer> parts) {
        return new WebServer(contextPath, files.toAbsolutePath().toString(), parts);
    }

    /** A server with these resources behind the filters every answer passes. */
    public static WebServer with(ResourceConfig resources) {
        return with(server -> server.resources(resources));
    }

    public void resources(ResourceConfig resources) {
        filter("headers", new SecurityHeaders());
        filter("types", new ContentTypes());
        filter("streams", new EventStreamFilter());
        filter("jersey", new ServletContainer(resources));
        servlet("default", new DefaultServlet(), "/");
    }

    public void servlet(String name, Servlet servlet, String mapping) {
        Wrapper wrapper = Tomcat.addServlet(context, name, servlet);
        wrapper.setAsyncSupported(true);
        wrapper.addMapping(mapping);
    }

    /** A property of the connector's protocol handler, as server.xml would set it. */
    public void connector(String property, String value) {
        tomcat.getConnector().setProperty(property, value);
    }

    void filter(String name, Filter filter) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(name);
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName(name);
        map.addURLPattern("/*");
        context.addFilterMap(map);
    }

    Context context() {
        return context;
    }

    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    /** @param path below the context, beginning with a slash; nothing in it is encoded here */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + context.getPath() + path));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    public <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            return client.send(request.build(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> get(String path) {
        return send(request(path));
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        } finally {
            Scratch.delete(folder);
        }
    }
}
