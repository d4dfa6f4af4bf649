package org.openztp.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openztp.testkit.Lab;

/** A visitor by curl, who knows {@link Httpd#NAME} as this machine and trusts its certificate. */
final class Curl implements Visitor {
    private final Path folder;
    private final List<String> options;

    /** @param folder for its cookies and answers */
    Curl(Path folder, Path certificate, String... options) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.options = new ArrayList<>(List.of("--cacert", certificate.toString(), "--noproxy", "*"));
        this.options.addAll(List.of("--cookie", file("jar"), "--cookie-jar", file("jar")));
        this.options.addAll(List.of(options));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    /** Its cookies, as lines of a Netscape cookie file: host, subdomains, path, secure, end, name, value. */
    List<String> cookies() throws IOException {
        return Files.readAllLines(folder.resolve("jar")).stream()
                .filter(line -> line.contains("\t"))
                .map(line -> line.replace("#HttpOnly_", ""))
                .toList();
    }

    @Override
    public Answer send(URI uri, String form) {
        List<String> more = form == null ? List.of() : List.of("--data", form);
        return ask(uri, more);
    }

    /** @param more options for this request */
    Answer ask(URI uri, List<String> more) {
        List<String> command = command(uri);
        command.addAll(more); // the first of two --output counts
        command.addAll(List.of("--dump-header", file("head"), "--output", file("body"), "--max-time", "300"));
        try {
            Files.writeString(folder.resolve("body"), "");
            Lab.Output output = Lab.run(null, command);
            if (output.exit() != 0) {
                throw new AssertionError(command + ": " + output.text());
            }
            String heads = Files.readString(folder.resolve("head"), StandardCharsets.ISO_8859_1);
            // "100 Continue" may stand before the answer
            List<String> head =
                    heads.substring(heads.lastIndexOf("HTTP/")).lines().toList();
            int status = Integer.parseInt(head.get(0).split(" ")[1]);
            return new Answer(uri, status, headers(head), Files.readString(folder.resolve("body")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(URI uri) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", uri.toString()));
        command.addAll(List.of("--resolve", Httpd.NAME + ":" + uri.getPort() + ":127.0.0.1"));
        command.addAll(options);
        return command;
    }

    private static Map<String, List<String>> headers(List<String> head) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : head.subList(1, head.size())) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    @Override
    public BufferedReader listen(URI uri) {
        List<String> command = command(uri);
        command.addAll(List.of("--no-buffer", "--fail", "--max-time", "120"));
        try {
            Process process = new ProcessBuilder(command).start();
            return new BufferedReader(process.inputReader(StandardCharsets.UTF_8)) {
                @Override
                public void close() throws IOException {
                    process.destroy();
                    super.close();
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
