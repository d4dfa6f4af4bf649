package org.openztp.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the application leaves in its container: compared with the container before it came. */
final class Leftovers {
    private static final int REDEPLOYS = 10;

    private static final int OTHERS = 40;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Place place;
    private final Site site;
    private Set<Path> filesBefore;
    private Inside before;

    Leftovers(Place place, Site site) {
        this.place = place;
        this.site = site;
    }

    /** Starts the container. Its first requests are its own. */
    void start() throws IOException {
        site.start();
        if (site.hostsApplications()) {
            serveOthers();
        }
    }

    /** Looks at the container that has nothing of ours in it yet. */
    void remember() throws IOException {
        filesBefore = files();
        if (site.hostsApplications()) {
            before = Inside.of(site.pid(), place.java());
        }
    }

    String ofRedeploys(Runnable work) throws IOException {
        if (!site.hostsApplications()) {
            return "-";
        }
        for (int i = 0; i < REDEPLOYS; i++) {
            site.undeploy();
            site.deploy();
            work.run();
        }
        Inside deployed = Inside.of(site.pid(), place.java());
        assertThat(deployed.applications()).isPositive();
        assertThat(deployed.files()).anyMatch(this::isOurs);
        assertThat(deployed.threads()).anyMatch(name -> name.startsWith("ztp-"));
        site.undeploy();
        await("nothing of the application is left in the container")
                .atMost(Journey.PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(this::nothingIsLeft);
        site.deploy();
        work.run();
        return Cell.GREEN;
    }

    private void nothingIsLeft() {
        serveOthers();
        Inside now = Inside.of(site.pid(), place.java());
        assertThat(now.applications()).as("class loaders").isZero();
        assertThat(now.connections()).as("connections").isEqualTo(before.connections());
        assertThat(now.files()).as("open files").noneMatch(this::isOurs);
        List<String> threads = new ArrayList<>(kinds(now.threads()));
        kinds(before.threads()).forEach(threads::remove);
        threads.removeIf(name -> name.matches(site.ownThreads()));
        assertThat(threads).as("threads").isEmpty();
    }

    private boolean isOurs(String file) {
        Path path = Path.of(file);
        return path.startsWith(place.home())
                || path.startsWith(place.base())
                        && place.base().relativize(path).toString().contains("ztp");
    }

    /**
     * The container answers for itself, as one does that hosts more than us. WildFly's workers remember the first request
     * of their life, and the last one until the next.
     */
    private void serveOthers() {
        HttpRequest request = HttpRequest.newBuilder(site.url().resolve("/")).build();
        Stream.generate(() -> http.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
                .limit(OTHERS)
                .toList()
                .forEach(CompletableFuture::join);
    }

    private static List<String> kinds(List<String> threads) {
        return threads.stream().map(name -> name.replaceAll("\\d+", "#")).toList();
    }

    String ofFiles() throws IOException {
        Set<Path> files = files();
        files.removeAll(filesBefore);
        assertThat(files).isEmpty();
        return Cell.GREEN;
    }

    private Set<Path> files() throws IOException {
        Set<Path> files = new TreeSet<>();
        for (Path folder : site.folders()) {
            try (Stream<Path> all = Files.walk(folder)) {
                files.addAll(all.filter(file -> !site.ownFile(file)).collect(Collectors.toSet()));
            }
        }
        return files;
    }
}
