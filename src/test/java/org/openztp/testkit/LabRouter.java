package org.openztp.testkit;

import static org.awaitility.pollinterval.IterativePollInterval.iterative;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** One router of a {@link Lab}, seen by whoever stands beside it with a console cable. */
public final class LabRouter {
    private final Lab lab;
    private final int number;
    private boolean online;
    private volatile String mac;

    LabRouter(Lab lab, int number) {
        this.lab = lab;
        this.number = number;
    }

    /** Asked of the lab once: tests that wait for something name their router many times a second. */
    public String mac() {
        if (mac == null) {
            mac = ask("mac");
        }
        return mac;
    }

    /** Its address, as soon as DHCP gave it one; the first time, as soon as it has set that too. */
    public String ip() {
        String address = await("an address for router " + number).until(() -> ask("ip"), leased -> !leased.isEmpty());
        if (!online) {
            await("router " + number + " at " + address)
                    .until(() -> sh("ip -4 addr show dev eth0").text().contains(address + "/"));
            online = true;
        }
        return address;
    }

    /** Asks ever less often: where many wait, asking is what they wait for. */
    private static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(iterative(last -> last.multipliedBy(3).dividedBy(2), Duration.ofMillis(50)));
    }

    /** Runs a command line in its ash. */
    public Lab.Output sh(String command) {
        return sh("", command);
    }

    /** Runs a command line in its ash, with the text as standard input. */
    public Lab.Output sh(String input, String command) {
        return sh(input.getBytes(StandardCharsets.UTF_8), command);
    }

    private Lab.Output sh(byte[] input, String command) {
        try {
            return lab.at(input, "sh", "" + number, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command line prints, without the last newline; it has to end well. */
    public String must(String command) {
        Lab.Output output = sh(command);
        if (output.exit() != 0) {
            throw new AssertionError("router " + number + ": " + command + " ended with " + output);
        }
        return output.text().stripTrailing();
    }

    public void put(String path, String text) {
        put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public void put(String path, byte[] content) {
        Lab.Output output = sh(content, "cat >" + path);
        if (output.exit() != 0) {
            throw new AssertionError("router " + number + ": " + output);
        }
    }

    /**
     * {@code sysupgrade-nothing}, {@code sysupgrade-refuses}, {@code sysupgrade-exits-255} (any code, and flashes),
     * {@code image-invalid}, {@code image-unforceable}, {@code boots-old}, {@code boots-twice} (once), {@code back-after-60}
     * (any seconds) or {@code never-back}; survives reboots.
     */
    public void fault(String name) {
        must("touch /mnt/fault/" + name);
    }

    public void mend(String name) {
        must("rm /mnt/fault/" + name);
    }

    /** Refuses ssh as a stock router does on its WAN side, with a reset. */
    public void refuseSsh() {
        ask("nft", "tcp dport 22 reject with tcp reset");
    }

    /** Swallows what comes in for a port, so that a connection just hangs. */
    public void swallow(String ports) {
        ask("nft", ports + " drop");
    }

    /** Takes back what {@link #refuseSsh} and {@link #swallow} did. */
    public void open() {
        ask("open");
    }

    public void pullCable() {
        ask("link", "down");
    }

    public void plugCable() {
        ask("link", "up");
    }

    /** Gives back as soon as the reboot has begun, which kills the console's shell too. */
    public void reboot() {
        sh("reboot");
    }

    /** Names its boot: another after each restart. */
    public String bootId() {
        return must("cat /proc/sys/kernel/random/boot_id");
    }

    /**
     * Waits until it is up again, its network and its ssh too, and runs another boot than this one. On its way down it
     * may still answer, or be killed while it does.
     */
    public void awaitBootAfter(String bootId) {
        String command =
                "[ -s /tmp/run/network ] && [ -s /tmp/run/dropbear.pid ] && cat /proc/sys/kernel/random/boot_id";
        Awaitility.await("the next boot of router " + number)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    Lab.Output said = sh(command);
                    return said.exit() == 0 && !said.text().strip().equals(bootId);
                });
    }

    /** How often its flash was really written. */
    public long flashes() {
        return must("cat /mnt/flashed 2>/dev/null || true").lines().count();
    }

    /** How often somebody called sysupgrade to flash. */
    public long sysupgrades() {
        return must("cat /mnt/sysupgrades 2>/dev/null || true").lines().count();
    }

    /** All its files and their rights, but for logs and what the lab itself keeps; to see what a script changed. */
    public String snapshot() {
        return must("find / -xdev -type f ! -path '/mnt/*' | sort | xargs sha256sum; ls -laR /etc | grep -v '^total';"
                + " find /tmp ! -path '/tmp/log/*' | sort");
    }

    /** Each file of its flash with when it was last written, or replaced; more than {@link #snapshot} can tell. */
    public String stamps() {
        return must("find /etc /usr /root /lib /bin /sbin -xdev | sort | xargs ls -lidn --full-time");
    }

    /** What its uci, opkg, sysupgrade and services were asked to change since the last time this was asked. */
    public String changesAsked() {
        return must("cd /tmp/log && for tool in uci opkg services; do"
                + " [ ! -s $tool ] || sed \"s/^/$tool: /\" $tool; rm -f $tool; done");
    }

    public String release() {
        return must(". /etc/openwrt_release && echo $DISTRIB_RELEASE");
    }

    public String hostname() {
        return must("uname -n");
    }

    private String ask(String verb, String... arguments) {
        try {
            String[] words = new String[arguments.length + 2];
            words[0] = verb;
            words[1] = "" + number;
            System.arraycopy(arguments, 0, words, 2, arguments.length);
            Lab.Output output = lab.at(new byte[0], words);
            if (output.exit() != 0) {
                throw new AssertionError("router " + number + ": " + verb + " ended with " + output);
            }
            return output.text().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "router " + number + " (" + mac() + ")";
    }
}
