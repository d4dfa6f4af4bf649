package org.openztp.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the operator set, checked: made once at the start by {@link SettingsFile}, never changed while the server runs.
 * The key of each component is its name in {@code conf/ztp.conf} ({@code http.trusted-proxies} is
 * {@code http().trustedProxies()}).
 */
public record Settings(
        Home home,
        Optional<URI> serverUrl,
        Http http,
        Database db,
        Enrolment enrolment,
        Provision provision,
        Scripts scripts,
        Pull pull,
        Dhcp dhcp,
        Ztps ztps,
        Firmware firmware,
        History history,
        Backup backup,
        Upgrade upgrade,
        Rollout rollout,
        Images images) {

    /**
     * The base URL of this server that a device is told: as set, else as the device reached it.
     *
     * @param reached null when that is not known; then nothing may be known, and the answer is empty
     */
    public String serverUrlFor(String reached) {
        return serverUrl.map(URI::toString).orElse(reached == null ? "" : reached);
    }

    /** The standalone server's address and port, and whose X-Forwarded-For is believed (CIDR). */
    public record Http(String address, int port, List<String> trustedProxies) {}

    /**
     * Embedded when url and jndi are absent.
     *
     * @param migrationUser who changes the tables; absent: {@code user}
     * @param patience how long a database that does not answer is waited for at the start
     */
    public record Database(
            Optional<String> url,
            Optional<String> user,
            Optional<String> password,
            Optional<String> migrationUser,
            Optional<String> migrationPassword,
            Optional<String> jndi,
            int poolSize,
            Duration patience) {}

    /** {@code policy} absent: open for loopback and private addresses, approve for all others. */
    public record Enrolment(Optional<Policy> policy) {}

    /** Who may become a device of this server. */
    public enum Policy {
        OPEN,
        SECRET,
        APPROVE,
        CLOSED
    }

    /**
     * @param networks the only networks (CIDR) this server opens SSH to
     * @param sessions SSH sessions at once
     * @param attempts how often a provisioning is tried before FAILED
     * @param backoff the first pause; doubles up to {@code backoffMax}
     * @param followPlans a provisioned device whose plan has changed is provisioned again when it registers
     */
    public record Provision(
            List<String> networks,
            int sessions,
            int attempts,
            Duration backoff,
            Duration backoffMax,
            Duration connectTimeout,
            Duration scriptTimeout,
            Duration rebootTimeout,
            String sshUser,
            int sshPort,
            boolean followPlans) {}

    /** {@code outputLimitBytes}: how much of one run's output is kept, half from its start, half from its end. */
    public record Scripts(long outputLimitBytes) {}

    /** {@code every}: how long lies between two asks of a device that fetches its work, in whole minutes. */
    public record Pull(Duration every) {}

    public record Dhcp(String marker) {}

    /**
     * ZTPServer's HTTP dialect.
     *
     * @param networks the only networks (CIDR) it is spoken to; none: to nobody
     * @param identifier what a node is called by, and its folder
     * @param validateTopology whether a node must still match the pattern that it was admitted by
     */
    public record Ztps(List<String> networks, Identifier identifier, boolean validateTopology) {}

    /** What a node of ZTPServer's clients is called by. */
    public enum Identifier {
        SERIALNUMBER,
        SYSTEMMAC
    }

    /**
     * @param folder the files served below {@code /fw/}; images for boards are listed in {@code conf/firmware.yaml}
     * @param store what was handed in
     * @param maxFileSizeBytes of what is handed in
     * @param signatures how many different keys must have signed an image of the store that goes onto a router
     * @param keepBuilds how many builds of each category of the store are kept besides those in use; 0: all
     * @param siteKilobytesPerSecond to all routers of one location together that fetch an image; 0: any number
     */
    public record Firmware(
            Path folder,
            Path store,
            long maxFileSizeBytes,
            int signatures,
            int keepBuilds,
            int siteKilobytesPerSecond) {}

    public record History(Duration keep) {}

    /**
     * @param every zero: only when asked for
     * @param keep versions of each device's configuration
     * @param beforeFlash whether one is kept before an upgrade
     */
    public record Backup(Duration every, int keep, BeforeFlash beforeFlash) {}

    /** Whether something is done before a router is flashed. */
    public enum BeforeFlash {
        /** What it cannot be done for is not flashed. */
        REQUIRED,
        TRIED,
        OFF
    }

    /**
     * @param keep how long one that has ended is kept
     * @param approval whether another operator has to agree to each
     */
    public record Rollout(Duration keep, boolean approval) {}

    /**
     * @param attempts at a router before it is flashed; the first pause between two is {@code backoff}, and doubles up to
     *     {@code backoffMax}
     * @param deadline how long an upgrade waits for a router that is not there
     * @param transferTimeout how long a router may take to get ready: to make room, to get the image, to check it
     * @param patience how long a router keeps an image that is ready, and waits for one that is to be brought
     * @param services those that a router may stop while its memory is short
     * @param reconnectDelay how long a router that was told to flash is left alone
     * @param reconnectPause between two looks whether it is back
     * @param reconnectAttempts how many looks in vain before it counts as lost
     * @param driftAtOnce upgrades under way that nobody asked for, at most
     */
    public record Upgrade(
            int attempts,
            Duration backoff,
            Duration backoffMax,
            Duration deadline,
            Duration transferTimeout,
            Duration patience,
            List<String> services,
            Duration reconnectDelay,
            Duration reconnectPause,
            int reconnectAttempts,
            Health health,
            int driftAtOnce) {
        /** From the word to flash until it counts as lost. */
        public Duration away() {
            return reconnectDelay.plus(reconnectPause.multipliedBy(reconnectAttempts));
        }
    }

    /**
     * @param soak for how long a router is watched under its new firmware, where its definition does not say
     * @param patience how long a router has until its health checks hold
     */
    public record Health(Duration soak, Duration patience) {}

    /**
     * Images on demand.
     *
     * @param folder for ImageBuilders, for builds at work, and for what was made
     * @param builders how many images this node makes at once; 0: none
     * @param queue how many may wait
     * @param timeout of one build
     * @param memoryBytes of each process of a build
     * @param diskBytes of one build's folder
     * @param processes of one build
     * @param keptBytes of all images together
     * @param network whether an ImageBuilder that has to fetch packages may reach the network
     * @param asu another attended sysupgrade server that makes the images instead
     */
    public record Images(
            Path folder,
            int builders,
            int queue,
            Duration timeout,
            long memoryBytes,
            long diskBytes,
            int processes,
            long keptBytes,
            boolean network,
            Optional<URI> asu) {}
}
