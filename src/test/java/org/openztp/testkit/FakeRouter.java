package org.openztp.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.testkit.FakeSshd.Call;

/**
 * A router inside this JVM: it answers the commands that the server sends as OpenWrt's shell would, and runs a model of
 * the uploaded script; of a plan, the same model for each step. Its files of /tmp and its running scripts go with each
 * boot.
 */
public final class FakeRouter implements AutoCloseable {
    /** What the uploaded script does; its result is the exit code. */
    public interface Script {
        int run(Shell shell) throws Exception;
    }

    private static final Pattern ENVIRONMENT = Pattern.compile("(ZTP_[A-Z0-9]+)='([^']*)' ");
    private static final int NO_TRACE = 254;

    private final FakeSshd sshd;
    private final String mac;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final List<String> authorizedKeys = new CopyOnWriteArrayList<>();
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger flashes = new AtomicInteger();
    private volatile String release;
    private volatile String hostname = "OpenWrt";
    private volatile String bootId = UUID.randomUUID().toString();
    private volatile String flashing = "";
    private volatile String registerConf = "";
    private volatile boolean cutNextUpload;
    private volatile boolean busy;
    private volatile String marks = "";
    private volatile Script script = shell -> 0;

    private record Running(CompletableFuture<Integer> exit, Thread thread) {}

    /** A script under way: its environment, its arguments, and where it prints. */
    public final class Shell {
        private final Map<String, String> environment;
        private final List<String> arguments;
        private final int step;
        private OutputStream out;
        private String result = "changed";
        /** Goes out with what is printed next: of two writes before a cut, the test server loses the second. */
        private String held = "";

        private Shell(Map<String, String> environment, List<String> arguments, int step, OutputStream out) {
            this.environment = environment;
            this.arguments = arguments;
            this.step = step;
            this.out = out;
        }

        /** The step of the plan, from 1; 0 for a script on its own. */
        public int step() {
            return step;
        }

        /** What the step says of itself: changed, unchanged or rolled_back. */
        public void result(String word) {
            result = word;
        }

        public String env(String name) {
            return environment.getOrDefault(name, "");
        }

        public List<String> arguments() {
            return arguments;
        }

        public void print(String text) {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        /** What comes after the connection's end is lost, and the script does not notice. */
        public void write(byte[] bytes) {
            if (out != null) {
                try {
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    all.writeBytes(held.getBytes(StandardCharsets.UTF_8));
                    all.writeBytes(bytes);
                    held = "";
                    all.writeTo(out);
                    out.flush();
                } catch (IOException e) {
                    out = null;
                }
            }
        }
    }

    public FakeRouter(String mac, String release) {
        this(mac, release, new FakeSshd());
    }

    public FakeRouter(String mac, String release, FakeSshd sshd) {
        this.sshd = sshd;
        this.mac = mac;
        this.release = release;
        sshd.on("^cat /proc/sys/kernel/random/boot_id; ", this::whoAnswers);
        sshd.on("^LC_ALL=C", this::facts);
        sshd.on("'ztp-prepare' '([^']*)' '([^']*)' '([^']*)'(.*)$", this::prepare);
        sshd.on("cat > '(.*)'$", this::upload);
        sshd.on("^\\[ \"\\$\\(wc -c < '(.*)'\\)\" -eq (\\d+) \\] && mv '.*' '(.*)'$", this::move);
        sshd.on("'ztp-run' '([^']*)' '([^']*)' '([^']*)'(.*)$", this::runScript);
        sshd.on(
                "^\\[ -e '/tmp/\\.ztp-(.*)/exit' \\]$",
                call -> hasEnded(call.match().group(1)) ? 0 : 1);
        sshd.on("'ztp-clean' '(.*)' '/tmp/\\.ztp-(.*)'$", this::remove);
        sshd.on("^'cat' '/tmp/ztp-plan/marks'$", call -> {
            call.print(marks);
            return 0;
        });
    }

    public FakeSshd sshd() {
        return sshd;
    }

    public void script(Script does) {
        script = does;
    }

    /** The link breaks in the middle of the next upload. */
    public void cutNextUpload() {
        cutNextUpload = true;
    }

    /** Another plan is at work: whoever comes now is sent away. */
    public void busy(boolean now) {
        busy = now;
    }

    /** The model of the shipped init.sh: flashes what is offered and goes down, or finds nothing to do. */
    public int initScript(Shell shell) throws InterruptedException {
        shell.print("init: the release is " + release + "\n");
        if (shell.env("ZTP_IMAGE").isEmpty() || release.equals(shell.env("ZTP_RELEASE"))) {
            return 0;
        }
        if (flashing.equals(shell.env("ZTP_RELEASE")) && !shell.env("ZTP_FORCE").equals("1")) {
            return 15;
        }
        flash(shell.env("ZTP_RELEASE"));
        return goDown();
    }

    /** Writes the mark and counts the flash, as the script does right before sysupgrade. */
    public void flash(String to) {
        flashing = to;
        flashes.incrementAndGet();
    }

    /** The end of a script that takes the router down with it. */
    public int goDown() throws InterruptedException {
        sshd.down();
        Thread.currentThread().join();
        return 0;
    }

    /** Power off: connections end, running scripts die. */
    public void powerOff() {
        sshd.down();
        running.values().forEach(run -> run.thread().interrupt());
        running.clear();
        files.keySet().removeIf(name -> name.startsWith("/tmp/"));
        marks = "";
    }

    /** Off and on again, with this release; the mark of a flash goes when the release has changed. */
    public void boot(String nowRuns) {
        powerOff();
        if (!nowRuns.equals(release)) {
            flashing = "";
        }
        release = nowRuns;
        bootId = UUID.randomUUID().toString();
        sshd.up();
    }

    public String release() {
        return release;
    }

    /** From now on, across boots too. */
    public void hostname(String name) {
        hostname = name;
    }

    public String bootId() {
        return bootId;
    }

    /** How often a script was started, not joined. */
    public int starts() {
        return starts.get();
    }

    public int flashes() {
        return flashes.get();
    }

    public List<String> authorizedKeys() {
        return authorizedKeys;
    }

    public String registerConf() {
        return registerConf;
    }

    public List<String> filesOfTmp() {
        return files.keySet().stream().filter(name -> name.startsWith("/tmp/")).toList();
    }

    private int whoAnswers(Call call) throws IOException {
        call.print(bootId + "\n00:00:00:00:00:00\n" + mac + "\n");
        return 0;
    }

    private int facts(Call call) throws IOException {
        call.print("mac=" + mac + "\nmacs=" + mac + "\nhostname=" + hostname + "\nrelease=" + release
                + "\nboard_name=acme,one\nmodel=Acme One\nboot_id=" + bootId + "\n");
        if (!flashing.isEmpty()) {
            call.print("flashing=" + flashing + "\n");
        }
        return 0;
    }

    private int prepare(Call call) {
        registerConf = "siaddr=" + call.match().group(1) + "\nboot_file="
                + call.match().group(2) + "\nztp_server=" + call.match().group(3) + "\n";
        for (String line : words(call.match().group(4))) {
            if (!authorizedKeys.contains(line)) {
                authorizedKeys.add(line);
                sshd.authorize(line);
            }
        }
        return 0;
    }

    private int upload(Call call) throws IOException {
        if (cutNextUpload) {
            cutNextUpload = false;
            call.in().readNBytes(100);
            sshd.cut();
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        call.in().transferTo(content);
        files.put(call.match().group(1), content.toByteArray());
        return 0;
    }

    private int move(Call call) {
        byte[] part = files.remove(call.match().group(1));
        if (part == null || part.length != Integer.parseInt(call.match().group(2))) {
            return 1;
        }
        files.put(call.match().group(3), part);
        return 0;
    }

    private int runScript(Call call) throws InterruptedException {
        if (!call.match().group(2).equals(bootId)) {
            return NO_TRACE;
        }
        Running run = running.computeIfAbsent(call.match().group(1), key -> start(call));
        try {
            return run.exit().get();
        } catch (ExecutionException e) {
            return NO_TRACE;
        }
    }

    private Running start(Call call) {
        starts.incrementAndGet();
        Map<String, String> environment = new HashMap<>();
        Matcher assignments = ENVIRONMENT.matcher(call.command());
        while (assignments.find()) {
            environment.put(assignments.group(1), assignments.group(2));
        }
        byte[] file = files.get(call.match().group(3));
        Shell shell = new Shell(environment, words(call.match().group(4)), 0, call.out());
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        exit.complete(
                                FakePlan.isPlan(file)
                                        ? runPlan(FakePlan.of(file), call.out())
                                        : file != null ? script.run(shell) : 127);
                    } catch (Exception e) {
                        exit.completeExceptionally(e);
                    }
                },
                "script of " + mac);
        thread.setDaemon(true);
        thread.start();
        return new Running(exit, thread);
    }

    private int runPlan(FakePlan plan, OutputStream out) throws Exception {
        if (busy) {
            return 75;
        }
        marks = "";
        for (int i = 1; i <= plan.steps().size(); i++) {
            Shell shell = new Shell(plan.environment(), plan.steps().get(i - 1), i, out);
            shell.held = mark(plan, "begin " + i);
            int code = script.run(shell);
            shell.print(mark(plan, "end " + i + " " + code + " " + shell.result));
            if (code != 0) {
                return code;
            }
        }
        return 0;
    }

    private String mark(FakePlan plan, String words) {
        String mark = "\n@ztp:" + plan.key() + " " + words + "\n";
        marks += mark;
        return mark;
    }

    private boolean hasEnded(String key) {
        Running run = running.get(key);
        return run != null && run.exit().isDone() && !run.exit().isCompletedExceptionally();
    }

    private int remove(Call call) throws IOException {
        files.remove(call.match().group(1));
        running.remove(call.match().group(2));
        call.print(hostname);
        return 0;
    }

    private static List<String> words(String quoted) {
        List<String> words = new ArrayList<>();
        Matcher m = Pattern.compile(" '([^']*)'").matcher(quoted);
        while (m.find()) {
            words.add(m.group(1));
        }
        return words;
    }

    @Override
    public void close() {
        powerOff();
        sshd.close();
    }
}
