package org.openztp.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code conf/ztp.conf} (HOCON) with what overrides it: environment variables, above them system properties and a
 * container's context parameters.
 */
public final class SettingsFile {
    private final Home home;
    private final Path file;
    private final boolean mustExist;
    private final Map<Setting<?>, Object> values = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** @param file another file than the one in ZTP_HOME; it must be there, while that one may be missing */
    public SettingsFile(Home home, Optional<Path> file) {
        this.home = home;
        this.file = file.orElse(home.conf().resolve("ztp.conf"));
        this.mustExist = file.isPresent();
    }

    /**
     * @param properties overrides by {@link Setting#property}; others in the map do not matter
     * @throws WrongSettings naming all that is wrong
     */
    public Settings read(Map<String, String> environment, Map<String, String> properties) {
        Words words = new Words(SettingsTable.all());
        if (mustExist || Files.exists(file)) {
            words.file(file);
        }
        words.environment(environment);
        words.properties(properties);
        problems.addAll(words.problems());
        SettingsTable.all().forEach(setting -> readOne(setting, words));
        checkTogether(words);
        if (!problems.isEmpty()) {
            throw new WrongSettings(problems);
        }
        return settings();
    }

    private void readOne(Setting<?> setting, Words words) {
        Optional<Words.Word> word = words.find(setting.key());
        boolean optional = setting.fallback() == null;
        String text = word.map(Words.Word::text).orElse(setting.fallback());
        if (text == null || optional && text.isEmpty()) {
            return;
        }
        try {
            values.put(setting, setting.reading().of(text));
        } catch (IllegalArgumentException e) {
            problems.add(word.map(Words.Word::place).orElse("default") + ": " + setting.key() + ": " + e.getMessage());
        }
    }

    private void checkTogether(Words words) {
        if (find(SettingsTable.DB_URL).isPresent()
                && find(SettingsTable.DB_JNDI).isPresent()) {
            problems.add(place(words, SettingsTable.DB_JNDI) + ": db.jndi: db.url is set too; set one of them");
        }
        checkBackoff(words, SettingsTable.PROVISION_BACKOFF, SettingsTable.PROVISION_BACKOFF_MAX);
        checkBackoff(words, SettingsTable.UPGRADE_BACKOFF, SettingsTable.UPGRADE_BACKOFF_MAX);
    }

    private void checkBackoff(Words words, Setting<Duration> shortest, Setting<Duration> longest) {
        Optional<Duration> first = find(shortest);
        Optional<Duration> last = find(longest);
        if (first.isPresent() && last.isPresent() && first.get().compareTo(last.get()) > 0) {
            Setting<?> culprit = words.find(longest.key()).isPresent() ? longest : shortest;
            problems.add(place(words, culprit) + ": " + culprit.key() + ": " + shortest.key()
                    + " must not be longer than " + longest.key());
        }
    }

    private static String place(Words words, Setting<?> setting) {
        return words.find(setting.key()).orElseThrow().place();
    }

    private Settings settings() {
        return new Settings(
                home,
                find(SettingsTable.SERVER_URL),
                new Settings.Http(
                        get(SettingsTable.HTTP_ADDRESS),
                        get(SettingsTable.HTTP_PORT),
                        get(SettingsTable.HTTP_TRUSTED_PROXIES)),
                new Settings.Database(
                        find(SettingsTable.DB_URL),
                        find(SettingsTable.DB_USER),
                        find(SettingsTable.DB_PASSWORD),
                        find(SettingsTable.DB_MIGRATION_USER),
                        find(SettingsTable.DB_MIGRATION_PASSWORD),
                        find(SettingsTable.DB_JNDI),
                        get(SettingsTable.DB_POOL_SIZE),
                        get(SettingsTable.DB_WAIT)),
                new Settings.Enrolment(find(SettingsTable.ENROLMENT_POLICY)),
                provision(),
                new Settings.Scripts(get(SettingsTable.SCRIPTS_OUTPUT_LIMIT)),
                new Settings.Pull(get(SettingsTable.PULL_EVERY)),
                new Settings.Dhcp(get(SettingsTable.DHCP_MARKER)),
                new Settings.Ztps(
                        get(SettingsTable.ZTPS_NETWORKS),
                        get(SettingsTable.ZTPS_IDENTIFIER),
                        get(SettingsTable.ZTPS_VALIDATE_TOPOLOGY)),
                new Settings.Firmware(
                        home.firmware(),
                        home.store(),
                        get(SettingsTable.FIRMWARE_MAX_FILE_SIZE),
                        get(SettingsTable.FIRMWARE_SIGNATURES),
                        get(SettingsTable.FIRMWARE_KEEP_BUILDS),
                        get(SettingsTable.FIRMWARE_SITE_RATE)),
                new Settings.History(get(SettingsTable.HISTORY_KEEP)),
                new Settings.Backup(
                        get(SettingsTable.BACKUP_EVERY),
                        get(SettingsTable.BACKUP_KEEP),
                        get(SettingsTable.UPGRADE_BACKUP)),
                upgrade(),
                new Settings.Rollout(get(SettingsTable.ROLLOUT_KEEP), get(SettingsTable.ROLLOUT_APPROVAL)),
                images());
    }

    private Settings.Images images() {
        return new Settings.Images(
                home.images(),
                get(SettingsTable.IMAGES_BUILDERS),
                get(SettingsTable.IMAGES_QUEUE),
                get(SettingsTable.IMAGES_TIMEOUT),
                get(SettingsTable.IMAGES_MEMORY),
                get(SettingsTable.IMAGES_DISK),
                get(SettingsTable.IMAGES_PROCESSES),
                get(SettingsTable.IMAGES_KEEP),
                get(SettingsTable.IMAGES_NETWORK),
                find(SettingsTable.IMAGES_ASU));
    }

    private Settings.Provision provision() {
        return new Settings.Provision(
                get(SettingsTable.PROVISION_NETWORKS),
                get(SettingsTable.PROVISION_SESSIONS),
                get(SettingsTable.PROVISION_ATTEMPTS),
                get(SettingsTable.PROVISION_BACKOFF),
                get(SettingsTable.PROVISION_BACKOFF_MAX),
                get(SettingsTable.PROVISION_CONNECT_TIMEOUT),
                get(SettingsTable.PROVISION_SCRIPT_TIMEOUT),
                get(SettingsTable.PROVISION_REBOOT_TIMEOUT),
                get(SettingsTable.PROVISION_SSH_USER),
                get(SettingsTable.PROVISION_SSH_PORT),
                get(SettingsTable.PROVISION_FOLLOW_PLANS));
    }

    private Settings.Upgrade upgrade() {
        return new Settings.Upgrade(
                get(SettingsTable.UPGRADE_ATTEMPTS),
                get(SettingsTable.UPGRADE_BACKOFF),
                get(SettingsTable.UPGRADE_BACKOFF_MAX),
                get(SettingsTable.UPGRADE_DEADLINE),
                get(SettingsTable.UPGRADE_TRANSFER_TIMEOUT),
                get(SettingsTable.UPGRADE_PATIENCE),
                get(SettingsTable.UPGRADE_SERVICES),
                get(SettingsTable.UPGRADE_RECONNECT_DELAY),
                get(SettingsTable.UPGRADE_RECONNECT_PAUSE),
                get(SettingsTable.UPGRADE_RECONNECT_ATTEMPTS),
                new Settings.Health(get(SettingsTable.UPGRADE_SOAK), get(SettingsTable.UPGRADE_HEALTH_PATIENCE)),
                get(SettingsTable.UPGRADE_DRIFT_AT_ONCE));
    }

    private <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow();
    }

    @SuppressWarnings("unchecked") // readOne stores what the setting's own reading gave
    private <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable((T) values.get(setting));
    }
}
