package org.openztp.image.upstream.sync;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.openztp.openwrt.Sha256;

/** A folder as a server gives it out, with entity tags, and with whatever is wrong with it that a test wants. */
final class ServedUpstream extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Says something else than the file. */
    interface Trouble {
        void answer(HttpServletResponse response, byte[] file) throws IOException, InterruptedException;
    }

    private final transient Path folder;
    private final transient Map<String, Trouble> troubles = new ConcurrentHashMap<>();
    /** What was asked for and answered: {@code 304 releases/23.05.5/.targets.json}. */
    final transient List<String> answered = new CopyOnWriteArrayList<>();

    ServedUpstream(Path folder) {
        this.folder = folder;
    }

    /** @param path below the folder */
    void trouble(String path, Trouble trouble) {
        troubles.put(path, trouble);
    }

    void mended() {
        troubles.clear();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo().substring(1);
        Path file = folder.resolve(path);
        byte[] content = Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        try {
            if (troubles.containsKey(path)) {
                troubles.get(path).answer(response, content);
            } else {
                give(request, response, content);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            answered.add(response.getStatus() + " " + path);
        }
    }

    private static void give(HttpServletRequest request, HttpServletResponse response, byte[] content)
            throws IOException {
        if (content == null) {
            response.setStatus(404);
            return;
        }
        String tag = "\"" + Sha256.hex(content).substring(0, 16) + "\"";
        response.setHeader("ETag", tag);
        if (tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(304);
            return;
        }
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }

    static Trouble status(int status) {
        return (response, file) -> response.setStatus(status);
    }

    /** Breaks off in the middle. */
    static Trouble cut() {
        return (response, file) -> {
            response.setContentLength(file.length);
            response.getOutputStream().write(file, 0, file.length / 2);
            response.flushBuffer();
            throw new IOException("cut by the test");
        };
    }

    /** Goes on without an end. */
    static Trouble endless(int status) {
        return (response, file) -> {
            response.setStatus(status);
            byte[] zeros = new byte[64 * 1024];
            try (OutputStream out = response.getOutputStream()) {
                while (true) {
                    out.write(zeros);
                }
            }
        };
    }

    /** Sends a byte and then nothing until the latch opens. */
    static Trouble stalled(CountDownLatch until) {
        return (response, file) -> {
            response.setContentLength(file.length);
            response.getOutputStream().write(file, 0, 1);
            response.flushBuffer();
            until.await();
        };
    }
}
