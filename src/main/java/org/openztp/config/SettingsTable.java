package org.openztp.config;

import static org.openztp.config.Readings.address;
import static org.openztp.config.Readings.anything;
import static org.openztp.config.Readings.networks;
import static org.openztp.config.Readings.number;
import static org.openztp.config.Readings.oneOf;
import static org.openztp.config.Readings.size;
import static org.openztp.config.Readings.time;
import static org.openztp.config.Readings.timeOrNever;
import static org.openztp.config.Readings.url;
import static org.openztp.config.Readings.word;
import static org.openztp.config.Readings.words;
import static org.openztp.config.Readings.yesOrNo;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openztp.config.Setting.Reading;

/** Every setting there is, in the order of {@code conf/ztp.conf}; a test holds the two together. */
final class SettingsTable {
    private static final List<Setting<?>> ALL = new ArrayList<>();
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final String PRIVATE =
            "127.0.0.0/8, ::1/128, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7, fe80::/10";

    static final Setting<URI> SERVER_URL = unset(
            "server_url",
            "base URL in the links given to devices; not set: as the asking request names the server",
            url());

    static final Setting<String> HTTP_ADDRESS =
            set("http.address", "0.0.0.0", "address that `java -jar ztp.war` listens on", address());
    static final Setting<Integer> HTTP_PORT =
            set("http.port", "8080", "port that `java -jar ztp.war` listens on; 0 takes a free one", number(0, 65535));
    static final Setting<List<String>> HTTP_TRUSTED_PROXIES = set(
            "http.trusted-proxies", "", "networks of the proxies whose X-Forwarded-* headers are believed", networks());

    static final Setting<String> DB_URL = unset(
            "db.url",
            "JDBC URL of a database; not set: an embedded one in ZTP_HOME/db",
            word("jdbc:(h2|mariadb):.+", "a JDBC URL such as jdbc:mariadb://db.example.net/ztp"));
    static final Setting<String> DB_USER = unset("db.user", "user of db.url", anything());
    static final Setting<String> DB_PASSWORD = unset("db.password", "password of db.user", anything());
    static final Setting<String> DB_MIGRATION_USER =
            unset("db.migration-user", "MariaDB user that changes the tables; not set: db.user", anything());
    static final Setting<String> DB_MIGRATION_PASSWORD =
            unset("db.migration-password", "password of db.migration-user", anything());
    static final Setting<String> DB_JNDI =
            unset("db.jndi", "JNDI name of a container's data source, instead of db.url", anything());
    static final Setting<Integer> DB_POOL_SIZE =
            set("db.pool-size", "10", "connections to the database at most", number(2, 200));
    static final Setting<Duration> DB_WAIT = set(
            "db.wait",
            "60s",
            "how long the start waits for a database that does not answer",
            time(SECOND, Duration.ofHours(1)));

    static final Setting<Settings.Policy> ENROLMENT_POLICY = unset(
            "enrolment.policy",
            "who may enrol: open, secret, approve or closed; not set: open from private networks, else approve",
            oneOf(Settings.Policy.class));

    static final Setting<List<String>> PROVISION_NETWORKS =
            set("provision.networks", PRIVATE, "the only networks this server opens SSH to", networks());
    static final Setting<Integer> PROVISION_SESSIONS =
            set("provision.sessions", "20", "SSH sessions at once", number(1, 500));
    static final Setting<Integer> PROVISION_ATTEMPTS =
            set("provision.attempts", "8", "attempts at a device before it is FAILED", number(1, 1000));
    static final Setting<Duration> PROVISION_BACKOFF =
            set("provision.backoff", "10s", "first pause between attempts; it doubles each time", time(SECOND, DAY));
    static final Setting<Duration> PROVISION_BACKOFF_MAX =
            set("provision.backoff-max", "10m", "longest pause between attempts", time(SECOND, DAY));
    static final Setting<Duration> PROVISION_CONNECT_TIMEOUT = set(
            "provision.connect-timeout",
            "10s",
            "how long a device may take to accept an SSH connection",
            time(SECOND, Duration.ofMinutes(10)));
    static final Setting<Duration> PROVISION_SCRIPT_TIMEOUT =
            set("provision.script-timeout", "15m", "how long a script may run on a device", time(SECOND, DAY));
    static final Setting<Duration> PROVISION_REBOOT_TIMEOUT = set(
            "provision.reboot-timeout",
            "10m",
            "how long a device may stay away to flash its firmware",
            time(SECOND, DAY));
    static final Setting<String> PROVISION_SSH_USER = set(
            "provision.ssh-user",
            "root",
            "user on the devices",
            word("[a-z_][a-z0-9_-]{0,31}", "a user name of small letters and digits"));
    static final Setting<Integer> PROVISION_SSH_PORT =
            set("provision.ssh-port", "22", "port of the devices' SSH server", number(1, 65535));

    static final Setting<Boolean> PROVISION_FOLLOW_PLANS = set(
            "provision.follow-plans",
            "false",
            "whether a provisioned device whose plan has changed is provisioned again when it registers",
            yesOrNo());

    static final Setting<Long> SCRIPTS_OUTPUT_LIMIT = set(
            "scripts.output-limit",
            "1MiB",
            "how much of one run's output is kept, half from its start and half from its end",
            size(1024, 1L << 30));

    static final Setting<Long> FIRMWARE_MAX_FILE_SIZE = set(
            "firmware.max-file-size",
            "30MiB",
            "how large an image may be that is handed in to the firmware store",
            size(64 * 1024, 1L << 34));
    static final Setting<Integer> FIRMWARE_SIGNATURES = set(
            "firmware.signatures",
            "0",
            "how many different keys of conf/keys must have signed an image of the store that goes onto a router",
            number(0, 16));
    static final Setting<Integer> FIRMWARE_KEEP_BUILDS = set(
            "firmware.keep-builds",
            "0",
            "how many builds of each category are kept besides those that a device runs; 0: all",
            number(0, 10_000));

    static final Setting<Integer> FIRMWARE_SITE_RATE = set(
            "firmware.site-rate",
            "0",
            "how many kB a second of images go to all routers of one location together; 0: as many as the lines carry",
            number(0, 10_000_000));

    static final Setting<Duration> PULL_EVERY = set(
            "pull.every",
            "5m",
            "how often a device asks that fetches its work, in whole minutes",
            time(Duration.ofMinutes(1), Duration.ofHours(1)));

    static final Setting<String> DHCP_MARKER = set(
            "dhcp.marker",
            "this_is_update_server",
            "boot file name by which a DHCP server tells devices that next-server is this server",
            word("[A-Za-z0-9._-]{1,127}", "a name of letters, digits, dots, - and _"));

    static final Setting<List<String>> ZTPS_NETWORKS = set(
            "ztps.networks",
            PRIVATE,
            "the only networks to which this server is a ZTPServer as well; none: to nobody",
            networks());
    static final Setting<Settings.Identifier> ZTPS_IDENTIFIER = set(
            "ztps.identifier",
            "serialnumber",
            "what ZTPServer's clients are called by: serialnumber or systemmac",
            oneOf(Settings.Identifier.class));
    static final Setting<Boolean> ZTPS_VALIDATE_TOPOLOGY = set(
            "ztps.validate-topology",
            "true",
            "whether a client of ZTPServer's must still match the pattern it was admitted by",
            yesOrNo());

    static final Setting<Duration> HISTORY_KEEP = set(
            "history.keep",
            "90d",
            "how long events and output are kept",
            time(Duration.ofHours(1), DAY.multipliedBy(36500)));

    static final Setting<Duration> BACKUP_EVERY = set(
            "backup.every",
            "24h",
            "how often the configuration of each provisioned device is kept; 0s: only when asked for",
            timeOrNever(Duration.ofMinutes(1), DAY.multipliedBy(365)));
    static final Setting<Integer> BACKUP_KEEP =
            set("backup.keep", "20", "versions of each device's configuration that are kept", number(1, 1000));

    static final Setting<Duration> ROLLOUT_KEEP = set(
            "rollout.keep",
            "365d",
            "how long a roll-out that has ended is kept; the upgrades of its devices stay",
            time(Duration.ofHours(1), DAY.multipliedBy(36500)));
    static final Setting<Boolean> ROLLOUT_APPROVAL =
            set("rollout.approval", "false", "whether another operator has to agree to each roll-out", yesOrNo());

    static final Setting<Integer> UPGRADE_ATTEMPTS = set(
            "upgrade.attempts",
            "4",
            "attempts at a router before an upgrade gives up, or waits for the router's call",
            number(1, 1000));
    static final Setting<Duration> UPGRADE_BACKOFF =
            set("upgrade.backoff", "60s", "first pause between attempts; it doubles each time", time(SECOND, DAY));
    static final Setting<Duration> UPGRADE_BACKOFF_MAX =
            set("upgrade.backoff-max", "10m", "longest pause between attempts", time(SECOND, DAY));
    static final Setting<Duration> UPGRADE_DEADLINE = set(
            "upgrade.deadline",
            "7d",
            "how long an upgrade waits for a router that is not there",
            time(Duration.ofMinutes(1), DAY.multipliedBy(365)));
    static final Setting<Settings.BeforeFlash> UPGRADE_BACKUP = set(
            "upgrade.backup",
            "tried",
            "whether a router's configuration is kept before its upgrade",
            oneOf(Settings.BeforeFlash.class));
    static final Setting<Duration> UPGRADE_TRANSFER_TIMEOUT = set(
            "upgrade.transfer-timeout",
            "1h",
            "how long a router may take to get the image and to check it",
            time(SECOND, DAY));
    static final Setting<Duration> UPGRADE_PATIENCE = set(
            "upgrade.patience",
            "10m",
            "how long a router keeps an image that is ready to be flashed",
            time(SECOND, DAY));
    static final Setting<List<String>> UPGRADE_SERVICES = set(
            "upgrade.services",
            "uhttpd, dnsmasq, openwisp_config, openwisp-config, openwisp-monitoring, cron, rpcd, rssileds, odhcpd, log",
            "services that a router may stop while its memory is too short for the image; wifi is its radios",
            words("[A-Za-z0-9_.-]{1,64}", "a list of names of services"));
    static final Setting<Duration> UPGRADE_RECONNECT_DELAY = set(
            "upgrade.reconnect-delay",
            "3m",
            "how long a router that was told to flash is left alone",
            time(SECOND, DAY));
    static final Setting<Duration> UPGRADE_RECONNECT_PAUSE = set(
            "upgrade.reconnect-pause",
            "20s",
            "pause between two looks whether it is back",
            time(SECOND, Duration.ofHours(1)));
    static final Setting<Integer> UPGRADE_RECONNECT_ATTEMPTS = set(
            "upgrade.reconnect-attempts",
            "35",
            "looks in vain before a flashed router counts as lost",
            number(1, 10000));
    static final Setting<Duration> UPGRADE_SOAK = set(
            "upgrade.soak",
            "0s",
            "how long a router is watched under its new firmware, unless its definition says; 0s: one look",
            timeOrNever(SECOND, DAY));
    static final Setting<Duration> UPGRADE_HEALTH_PATIENCE = set(
            "upgrade.health-patience", "5m", "how long a router has until its health checks hold", time(SECOND, DAY));

    static final Setting<Integer> UPGRADE_DRIFT_AT_ONCE = set(
            "upgrade.drift-at-once",
            "10",
            "upgrades under way at once of devices that do not run what they should; 0: none",
            number(0, 1000));

    static final Setting<Integer> IMAGES_BUILDERS =
            set("images.builders", "1", "images on demand that this node makes at once; 0: none", number(0, 64));
    static final Setting<Integer> IMAGES_QUEUE =
            set("images.queue", "200", "how many images on demand may wait to be made", number(1, 100_000));
    static final Setting<Duration> IMAGES_TIMEOUT =
            set("images.timeout", "10m", "how long it may take to make an image", time(SECOND, DAY));
    static final Setting<Long> IMAGES_MEMORY = set(
            "images.memory",
            "4GiB",
            "memory that each process may have that makes an image",
            size(64L << 20, 1L << 40));
    static final Setting<Long> IMAGES_DISK =
            set("images.disk", "8GiB", "disk that it may take to make an image", size(16L << 20, 1L << 40));
    static final Setting<Integer> IMAGES_PROCESSES =
            set("images.processes", "512", "processes that may make an image at the same time", number(16, 100_000));
    static final Setting<Long> IMAGES_KEEP = set(
            "images.keep",
            "20GiB",
            "disk for all images that were made; the least used go when it is full",
            size(1L << 20, 1L << 44));
    static final Setting<Boolean> IMAGES_NETWORK =
            set("images.network", "true", "whether an ImageBuilder may fetch packages that it has to fetch", yesOrNo());
    static final Setting<URI> IMAGES_ASU =
            unset("images.asu", "URL of another attended sysupgrade server that makes the images instead", url());

    private SettingsTable() {}

    static List<Setting<?>> all() {
        return List.copyOf(ALL);
    }

    private static <T> Setting<T> set(String key, String fallback, String help, Reading<T> reading) {
        Setting<T> setting = new Setting<>(key, fallback, help, reading);
        ALL.add(setting);
        return setting;
    }

    private static <T> Setting<T> unset(String key, String help, Reading<T> reading) {
        return set(key, null, help, reading);
    }
}
