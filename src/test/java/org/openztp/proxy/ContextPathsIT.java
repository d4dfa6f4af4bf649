package org.openztp.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.db.DbConfig;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.TestDb;

/** The same WAR several times in one Tomcat: as ROOT.war, a#b.war, ztp##1.war, and in newer versions beside those. */
class ContextPathsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SERVER_URL = "https://routers.example/there";
    private static final String IMAGE = "acme-one.bin";

    @TempDir
    static Path folder;

    /** At /ztp there is another one: it counts what is asked of it. */
    private static FakeRouter router;

    private static FakeRouter counting;
    private static TomcatProcess tomcat;
    private static DbConfig mariaDb;

    @BeforeAll
    static void deploy() throws IOException {
        router = new FakeRouter("02:00:5e:00:53:01", "24.10.1");
        counting = new FakeRouter("02:00:5e:00:53:02", "24.10.1");
        mariaDb = TestDb.mariaDbConfig(5);
        tomcat = new TomcatProcess(folder.resolve("tomcat"))
                .drop("ROOT", parameters("ROOT"))
                .drop("a#b", with(parameters("a#b"), "ztp.server_url", SERVER_URL))
                .drop("ztp##1", shared())
                .start();
    }

    @AfterAll
    static void stop() {
        tomcat.close();
        router.close();
        counting.close();
        assertThat(tomcat.incidents()).isEmpty();
    }

    private static Map<String, String> parameters(String name) {
        Map<String, String> parameters = new ConcurrentHashMap<>();
        parameters.put("ztp.home", folder.resolve("home-" + name).toString());
        parameters.put("ztp.enrolment.policy", "approve");
        // to fetch a configuration would be another sign-in to count
        parameters.put("ztp.backup.every", "0");
        parameters.put(
                "ztp.provision.ssh-port",
                "" + (name.equals("ztp") ? counting : router).sshd().port());
        return parameters;
    }

    private static Map<String, String> with(Map<String, String> parameters, String key, String value) {
        parameters.put(key, value);
        return parameters;
    }

    /** What both versions of {@code /ztp} have: one data folder, one MariaDB. */
    private static Map<String, String> shared() {
        return with(with(parameters("ztp"), "ztp.db.url", mariaDb.url()), "ztp.db.user", mariaDb.user());
    }

    private static String token(String context) throws IOException {
        String name = context.isEmpty() ? "ROOT" : context.substring(1).replace('/', '#');
        return Files.readString(folder.resolve("home-" + name + "/keys/admin-token"))
                .strip();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "/a/b", "/ztp"})
    void everyLinkButtonAndRedirectStaysBelowTheContextPathAndLeadsSomewhere(String context) throws IOException {
        JavaVisitor visitor = new JavaVisitor();
        URI base = tomcat.url(context);
        for (int i = 10; i < 62; i++) {
            String form = "mac=02:00:5e:00:54:" + i + "&hostname=wrt" + i + "&release=24.10.1&board_name=acme,one";
            assertThat(visitor.send(URI.create(base + "/register"), form).status())
                    .isEqualTo(200);
        }
        Crawl crawl = new Crawl(visitor, base);
        crawl.signIn(token(context));

        HttpCookie cookie = visitor.cookies().getCookieStore().getCookies().get(0);
        assertThat(cookie.getPath()).isEqualTo(context.isEmpty() ? "/" : context);
        assertThat(crawl.all().stream().map(URI::getPath).map(path -> path.substring(context.length())))
                .contains("/static/ztp.css", "/static/ztp.js", "/static/htmx.min.js", "/static/mark.svg")
                .contains("/ui/devices", "/ui/devices/live", "/ui/sign-in")
                .anyMatch(path -> path.matches("/ui/devices/\\d+/live"));
    }

    @Test
    void aSignInToOneLeavesThoseToTheOthersOfTheSameHostAlone() throws IOException {
        JavaVisitor visitor = new JavaVisitor();
        for (String context : new String[] {"/ztp", "/a/b", ""}) {
            new Crawl(visitor, tomcat.url(context)).signIn(token(context));
        }
        for (String context : new String[] {"/ztp", "/a/b", ""}) {
            assertThat(visitor.get(tomcat.url(context + "/ui/devices")).status())
                    .as(context)
                    .isEqualTo(200);
        }
    }

    @Test
    void theApiDescriptionNamesTheServerItWasReadFrom() throws IOException {
        for (String context : new String[] {"", "/a/b", "/ztp"}) {
            JavaVisitor visitor = new JavaVisitor();
            new Crawl(visitor, tomcat.url(context)).signIn(token(context));
            Visitor.Answer answer = visitor.get(tomcat.url(context + "/api/v1/openapi.json"));
            String server = new ObjectMapper()
                    .readTree(answer.body())
                    .at("/servers/0/url")
                    .asText();
            assertThat(answer.uri().resolve(server)).isEqualTo(tomcat.url(context + "/"));
        }
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "/a/b"})
    void routersAreToldTheirOwnContextUnlessTheServerUrlIsSet(String context) throws IOException {
        String told = context.equals("/a/b") ? SERVER_URL : tomcat.url(context).toString();
        JavaVisitor visitor = new JavaVisitor();
        assertThat(visitor.get(tomcat.url(context + "/bootstrap")).body()).contains("ZTP_SERVER='" + told + "'");
        Path home = folder.resolve(
                "home-" + (context.isEmpty() ? "ROOT" : context.substring(1).replace('/', '#')));
        Files.writeString(home.resolve("fw").resolve(IMAGE), "an image");
        Files.writeString(
                home.resolve("conf/firmware.yaml"),
                "images:\n  - boards: [\"acme,one\"]\n    release: 24.10.2\n    file: " + IMAGE + "\n");
        Map<String, String> environment = new ConcurrentHashMap<>();
        router.script(shell -> {
            environment.putAll(Map.of("server", shell.env("ZTP_SERVER"), "image", shell.env("ZTP_IMAGE")));
            return 0;
        });

        register(visitor, context, "02:00:5e:00:53:01");

        await().atMost(PATIENCE).until(() -> environment.size() == 2);
        assertThat(environment).containsEntry("server", told).containsEntry("image", IMAGE);
        assertThat(router.registerConf()).contains("ztp_server=" + told + "\n");
        if (!told.equals(SERVER_URL)) {
            assertThat(visitor.get(URI.create(told + "/fw/" + IMAGE)).body()).isEqualTo("an image");
        }
    }

    @Test
    void aNewerVersionBesideTheOldOneTakesOverWithoutAGapAndRepeatsNoRun() throws Exception {
        JavaVisitor visitor = new JavaVisitor();
        CountDownLatch mayEnd = new CountDownLatch(1);
        counting.script(shell -> {
            shell.print("at work for " + shell.env("ZTP_SERVER") + "\n");
            mayEnd.await();
            return 0;
        });
        int startsBefore = counting.starts();
        URI device = register(visitor, "/ztp", "02:00:5e:00:53:02");
        await().atMost(PATIENCE).until(() -> counting.starts() > startsBefore);
        int signInsBefore = counting.sshd().signIns().size();

        try (Steadily steadily = new Steadily(tomcat.url("/ztp/health"))) {
            tomcat.drop("ztp##2", shared()).awaitWords("ztp##2.xml] has finished");
            await().atMost(PATIENCE).until(() -> visitor.get(device).body().contains("at work for"));
            mayEnd.countDown();
            await().atMost(PATIENCE).until(() -> visitor.get(device).body().contains("Provisioned"));
            tomcat.undeploy("ztp##1");
            tomcat.awaitWords("Undeploying context [/ztp##1]");
            steadily.awaitTen();
            assertThat(steadily.failures()).isEmpty();
        }

        assertThat(visitor.get(device).body()).contains("at work for " + tomcat.url("/ztp"));
        assertThat(counting.starts()).isEqualTo(startsBefore + 1);
        assertThat(counting.sshd().signIns()).hasSize(signInsBefore);
    }

    @Test
    void aNewerVersionOnTheEmbeddedDatabaseSaysWhatItNeedsAndTheOldOneStays() throws IOException {
        tomcat.drop("a#b##2", with(parameters("a#b"), "ztp.server_url", SERVER_URL));
        tomcat.awaitWords("parallel versions of one application, need MariaDB");
        tomcat.awaitWords("a#b##2.xml] has finished");
        assertThat(new JavaVisitor().get(tomcat.url("/a/b/health")).status()).isEqualTo(200);
    }

    /** By an operator's approval. @return its page */
    private static URI register(JavaVisitor visitor, String context, String mac) throws IOException {
        String form = "mac=" + mac + "&hostname=it&release=24.10.1&board_name=acme,one&answer=lines";
        String lines = visitor.send(tomcat.url(context + "/register"), form).body();
        String id = lines.replaceAll("(?s).*id=(\\d+)\n.*", "$1");
        new Crawl(visitor, tomcat.url(context)).signIn(token(context));
        URI page = tomcat.url(context + "/ui/devices/" + id);
        String csrf = visitor.get(page).body().replaceAll("(?s).*name=\"csrf\" value=\"([^\"]*)\".*", "$1");
        assertThat(visitor.send(URI.create(page + "/approve"), "csrf=" + csrf + "&address=127.0.0.1")
                        .leadsTo())
                .isEqualTo(page);
        return page;
    }
}
