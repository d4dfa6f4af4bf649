package org.openztp.http;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import gg.jte.output.Utf8ByteOutput;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The HTML pages: templates of WEB-INF/templates, compiled by the build; control characters come out visible. */
public final class Views {
    private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("utf-8");

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, Views.class.getClassLoader());

    private final Supplier<Banner> banner;

    public Views() {
        this(() -> Banner.NONE);
    }

    /** @param banner what every page says to who is signed in */
    public Views(Supplier<Banner> banner) {
        this.banner = banner;
    }

    /** @param template its file name without {@code .jte}: {@code device/list} */
    public Response page(String template, Map<String, Object> model) {
        return page(200, template, model);
    }

    /** Rendered before the first byte leaves, so that a template that fails becomes an error page, not half a page. */
    public Response page(int status, String template, Map<String, Object> model) {
        Utf8ByteOutput html = new Utf8ByteOutput();
        engine.render(template + ".jte", framed(model), new VisibleOutput(html));
        StreamingOutput body = html::writeTo;
        return Response.status(status)
                .type(HTML)
                .header("Content-Length", html.getContentLength())
                .entity(body)
                .build();
    }

    private Map<String, Object> framed(Map<String, Object> model) {
        if (!(model.get("frame") instanceof Frame frame) || frame.user() == null) {
            return model;
        }
        Map<String, Object> framed = new HashMap<>(model);
        framed.put("frame", frame.with(banner.get()));
        return framed;
    }

    /** A piece of a page as text, for live events. */
    public String fragment(String template, Map<String, Object> model) {
        StringOutput html = new StringOutput();
        engine.render(template + ".jte", model, new VisibleOutput(html));
        return html.toString();
    }

    /** The text with its control characters made visible, as pages show it. */
    public static String visible(String text) {
        return VisibleOutput.visible(text);
    }

    /** 303 to another page of this application. */
    public static Response goTo(UriInfo from, String page) {
        return Response.seeOther(URI.create(root(from) + page)).build();
    }

    /**
     * The way from the page asked for up to the application's root, {@code ../../} for {@code /ui/devices/7}: links that
     * begin with it are right under any prefix and behind any proxy.
     */
    public static String root(UriInfo page) {
        long up = Paths.encoded(page).chars().filter(c -> c == '/').count();
        return up == 0 ? "./" : "../".repeat((int) up);
    }
}
