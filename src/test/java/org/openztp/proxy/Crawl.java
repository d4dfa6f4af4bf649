package org.openztp.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openztp.proxy.Visitor.Answer;

/**
 * A visit to every page, picture, script and stream that the pages under one prefix name, and a press on every button.
 * Whatever leads out of the prefix, or nowhere, is an error.
 */
final class Crawl {
    private static final Pattern LINK =
            Pattern.compile("\\s(href|src|hx-get|hx-post|data-live|data-href|sse-connect)=\"([^\"#][^\"]*)\"");
    private static final Pattern FORM = Pattern.compile("(?s)<form([^>]*)>(.*?)</form>");
    private static final Pattern ACTION = Pattern.compile("\\saction=\"([^\"]*)\"");
    private static final Pattern FIELD =
            Pattern.compile("<input[^>]*\\sname=\"([^\"]*)\"[^>]*?(?:\\svalue=\"([^\"]*)\")?>");
    private static final String NEW_BUILD = "/ui/firmware/builds";
    private static final String SIGN_OUT = "/ui/sign-out";

    private final Visitor visitor;
    private final URI base;
    private final Deque<URI> ahead = new ArrayDeque<>();
    private final Set<URI> met = new LinkedHashSet<>();
    private final Map<URI, String> forms = new LinkedHashMap<>();

    /** @param base without a slash at its end */
    Crawl(Visitor visitor, URI base) {
        this.visitor = visitor;
        this.base = base;
    }

    /** By the form of the page to which the root leads. @return the answer to the form */
    Answer signIn(String token) {
        Answer page = follow(visitor.get(at("/")));
        assertThat(page.uri().getPath()).isEqualTo(at("/ui/sign-in").getPath());
        assertThat(page.status()).isEqualTo(200);
        readForms(page);
        Map.Entry<URI, String> form = forms.entrySet().iterator().next();
        forms.clear();
        Answer answer = visitor.send(form.getKey(), form.getValue().replace("token=", "token=" + token));
        assertThat(within(answer.leadsTo())).isEqualTo(at("/ui/devices"));
        return answer;
    }

    /** Everything there is for who is signed in, and for nobody; signs out. @return what was visited */
    Set<URI> all() {
        visit(at("/"));
        visit(at("/ui"));
        visit(at("/ui/devices/no-device-has-this-name"));
        assertThat(follow(visitor.get(at("/static"))).status()).isEqualTo(404);
        tagOne();
        buildOne();
        press(form -> Stream.of("/remove", SIGN_OUT, NEW_BUILD).noneMatch(form.getPath()::endsWith));
        press(form -> form.getPath().endsWith("/remove"));
        press(form -> form.getPath().endsWith(SIGN_OUT));
        assertThat(visitor.get(at("/ui/devices")).leadsTo()).isEqualTo(at("/ui/sign-in"));
        return met;
    }

    /** One device gets a tag; the forms of the others stay empty, and lead to the words of what a tag is. */
    private void tagOne() {
        Optional<URI> first = forms.keySet().stream()
                .filter(form -> form.getPath().endsWith("/tags"))
                .findFirst();
        first.ifPresent(form -> {
            Answer answer = visitor.send(form, forms.get(form).replace("tag=", "tag=crawled"));
            URI device = within(answer.leadsTo());
            visit(URI.create(device + "?tagged=yes"));
            assertThat(forms).containsKey(URI.create(device + "/tags/crawled/drop"));
        });
    }

    /** What a build is called is a person's part. */
    private void buildOne() {
        String fields = forms.get(at(NEW_BUILD))
                .replaceFirst("category=[^&]*", "category=crawled")
                .replace("version=", "version=1");
        URI build = within(visitor.send(at(NEW_BUILD), fields).leadsTo());
        visit(build);
        assertThat(forms).containsKey(URI.create(build + "/remove"));
    }

    private void press(Predicate<URI> which) {
        Map<URI, String> pressed = new LinkedHashMap<>(forms);
        pressed.keySet().removeIf(which.negate());
        pressed.forEach((action, fields) -> {
            Answer answer = visitor.send(action, fields);
            assertThat(answer.leadsTo()).as(answer.toString()).isNotNull();
            visit(within(answer.leadsTo()));
        });
        forms.keySet().removeAll(pressed.keySet());
        visit(at("/ui/devices?all=" + pressed.size()));
    }

    private void visit(URI first) {
        ahead.add(first);
        while (!ahead.isEmpty()) {
            URI next = ahead.remove();
            if (met.add(next)) {
                look(visitor.get(next));
            }
        }
    }

    private void look(Answer answer) {
        if (answer.leadsTo() != null) {
            ahead.add(within(answer.leadsTo()));
            return;
        }
        boolean known = !answer.uri().getPath().contains("no-device-has-this-name");
        assertThat(answer.status())
                .as(() -> answer.uri() + ": " + answer.body())
                .isEqualTo(known ? 200 : 404);
        if (!answer.header("Content-Type").startsWith("text/html")) {
            return;
        }
        Matcher link = LINK.matcher(answer.body());
        while (link.find()) {
            URI target = within(answer.uri().resolve(plain(link.group(2))));
            if (!link.group(1).equals("data-live")) {
                ahead.add(target);
            } else if (met.add(target)) {
                listen(target);
            }
        }
        readForms(answer);
    }

    private void readForms(Answer page) {
        Matcher form = FORM.matcher(page.body());
        while (form.find()) {
            Matcher action = ACTION.matcher(form.group(1));
            if (!action.find()) {
                throw new AssertionError(page.uri() + ": a form without an action");
            }
            URI target = within(page.uri().resolve(plain(action.group(1))));
            if (target.getPath().endsWith("/replace")) {
                // to name the other box is a person's part
                continue;
            }
            if (form.group(1).contains("method=\"post\"")) {
                forms.put(target, fields(form.group(2)));
            } else {
                ahead.add(target);
            }
        }
    }

    private static String fields(String form) {
        StringBuilder fields = new StringBuilder();
        Matcher field = FIELD.matcher(form);
        while (field.find()) {
            String value = field.group(2) == null ? "" : plain(field.group(2));
            fields.append(fields.isEmpty() ? "" : "&")
                    .append(field.group(1))
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
        return fields.toString();
    }

    private void listen(URI stream) {
        try (BufferedReader lines = visitor.listen(stream)) {
            assertThat(lines.readLine()).startsWith(":");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer follow(Answer answer) {
        return answer.leadsTo() == null ? answer : follow(visitor.get(within(answer.leadsTo())));
    }

    private URI within(URI uri) {
        assertThat(uri.toString()).startsWith(base + "/");
        return uri;
    }

    /** @param path begins with a slash */
    URI at(String path) {
        return URI.create(base + path);
    }

    private static String plain(String attribute) {
        return attribute
                .replace("&lt;", "<")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
