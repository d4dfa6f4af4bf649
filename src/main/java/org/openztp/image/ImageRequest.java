package org.openztp.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Sha256;

/**
 * Which image is wanted. Nothing in it can be more than a word to a shell, a make file or a package manager: all is checked
 * here, and what differs in writing only is made the same. The bounds are those of asu's {@code /api/v1/build}.
 *
 * @param version a release such as {@code 24.10.2}, or {@code SNAPSHOT}
 * @param versionCode the revision that the ImageBuilder must have; empty: any
 * @param target such as {@code ath79/generic}
 * @param defaults what the router runs at its first start, often with passwords in it; null for nothing
 * @param rootfsSizeMb of the partition; null: as the ImageBuilder has it
 * @param filesystem null for all that the ImageBuilder makes
 * @param client the program that asks; null when it does not say. Not part of what is asked for
 */
public record ImageRequest(
        String version,
        String versionCode,
        String target,
        String profile,
        Packages packages,
        String defaults,
        Integer rootfsSizeMb,
        String filesystem,
        Repositories repositories,
        String client) {
    public static final int LONGEST_DEFAULTS = 20_480;
    public static final int LARGEST_ROOTFS_MB = 1024;
    static final int MOST_PACKAGES = 2000;
    private static final int MOST_REPOSITORIES = 20;
    private static final int LONGEST_CLIENT = 100;

    private static final Pattern WORD = Pattern.compile("\\w[\\w.,-]{0,79}");
    private static final Pattern TARGET = Pattern.compile("\\w[\\w-]{0,38}/\\w[\\w-]{0,38}");
    private static final Pattern PACKAGE = Pattern.compile("-?\\w[\\w.,-]{0,99}");
    private static final Pattern PACKAGE_VERSION = Pattern.compile("[\\w+.,~-]{0,100}");
    private static final Pattern REPOSITORY = Pattern.compile("\\w[\\w.-]{0,99}");
    private static final Pattern URL = Pattern.compile("https?://[A-Za-z0-9][A-Za-z0-9._~:/?&=+,;@-]{0,499}");
    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e\\r\\n]{1,4096}");
    private static final Set<String> FILESYSTEMS =
            Set.of("squashfs", "ext4", "ubifs", "erofs", "jffs2", "jffs2-nand", "targz", "cpiogz");

    /** @throws InvalidValue naming what is to be mended */
    public ImageRequest {
        check(version, WORD, "version", "a release such as 24.10.2");
        versionCode = versionCode == null ? "" : versionCode;
        if (!versionCode.isEmpty()) {
            check(versionCode, WORD, "version_code", "a revision such as r24106-10cc5fcd00");
        }
        check(target, TARGET, "target", "a target such as ath79/generic");
        check(profile, WORD, "profile", "a profile such as tplink_archer-c7-v2");
        profile = profile.replace(',', '_');
        packages = packages == null ? Packages.NONE : packages;
        defaults = checkedDefaults(defaults);
        if (rootfsSizeMb != null && (rootfsSizeMb < 1 || rootfsSizeMb > LARGEST_ROOTFS_MB)) {
            throw new InvalidValue("rootfs_size_mb: 1 to " + LARGEST_ROOTFS_MB + " is wanted");
        }
        // LuCI sends what the device calls its root file system, which may be no such word
        filesystem = filesystem != null && FILESYSTEMS.contains(filesystem) ? filesystem : null;
        repositories = repositories == null ? Repositories.NONE : repositories;
        client = client == null ? null : shown(client);
    }

    private static String checkedDefaults(String defaults) {
        if (defaults != null && defaults.length() > LONGEST_DEFAULTS) {
            throw new InvalidValue("defaults: at most " + LONGEST_DEFAULTS + " characters");
        }
        if (defaults != null && defaults.indexOf('\0') >= 0) {
            throw new InvalidValue("defaults: a zero has no place in a script");
        }
        return defaults == null || defaults.isEmpty() ? null : defaults;
    }

    private static String shown(String client) {
        String plain = client.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > LONGEST_CLIENT ? plain.substring(0, LONGEST_CLIENT) : plain;
    }

    private static void check(String word, Pattern form, String name, String wanted) {
        if (word == null || !form.matcher(word).matches()) {
            throw new InvalidValue(name + ": " + wanted + " is wanted");
        }
    }

    /**
     * What is to be installed.
     *
     * @param names in the order asked for, each once; one with a minus in front is left out of the image
     * @param versions the versions that the image must have, by name; where there are any they stand for the names
     * @param all the list is all there is to be: what the profile would bring besides is left out
     */
    public record Packages(List<String> names, Map<String, String> versions, boolean all) {
        public static final Packages NONE = new Packages(List.of(), Map.of(), false);

        /** @throws InvalidValue naming what is to be mended */
        public Packages {
            versions = versions == null ? Map.of() : new TreeMap<>(versions);
            versions.forEach((name, version) -> {
                check(name, PACKAGE, "packages_versions", "names of packages");
                check(version, PACKAGE_VERSION, "packages_versions: " + name, "a version");
            });
            names = versions.isEmpty() ? names(names) : List.copyOf(versions.keySet());
            if (names.size() > MOST_PACKAGES) {
                throw new InvalidValue("packages: at most " + MOST_PACKAGES + " are taken");
            }
        }

        private static List<String> names(Collection<String> asked) {
            Set<String> names = new LinkedHashSet<>();
            for (String each : asked == null ? List.<String>of() : asked) {
                String name = each == null ? "" : each.startsWith("+") ? each.substring(1) : each;
                if (!name.isEmpty()) {
                    check(name, PACKAGE, "packages", "names of letters, digits, dots, - and _");
                    names.add(name);
                }
            }
            return List.copyOf(names);
        }

        /** Without those to leave out. */
        public List<String> wanted() {
            return names.stream().filter(name -> !name.startsWith("-")).toList();
        }
    }

    /**
     * Where packages come from besides.
     *
     * @param urls by name, in their order
     * @param append else they stand for the ImageBuilder's own
     * @param keys public ones of usign or in PEM, whose signatures are trusted
     */
    public record Repositories(Map<String, String> urls, boolean append, List<String> keys) {
        public static final Repositories NONE = new Repositories(Map.of(), false, List.of());

        /** @throws InvalidValue naming what is to be mended */
        public Repositories {
            urls = urls == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(urls));
            keys = keys == null ? List.of() : List.copyOf(keys);
            if (urls.size() > MOST_REPOSITORIES || keys.size() > MOST_REPOSITORIES) {
                throw new InvalidValue("repositories: at most " + MOST_REPOSITORIES + " are taken, and as many keys");
            }
            urls.forEach((name, url) -> {
                check(name, REPOSITORY, "repositories", "names of letters, digits, dots, - and _");
                check(url, URL, "repositories: " + name, "a URL such as https://example.net/packages");
            });
            keys.forEach(key -> check(key, KEY, "repository_keys", "a public key of usign, or one in PEM"));
        }

        public boolean none() {
            return urls.isEmpty() && keys.isEmpty();
        }
    }

    public Optional<String> firstStart() {
        return Optional.ofNullable(defaults);
    }

    /** The same with other words for what the catalogue knows by another name. */
    public ImageRequest of(String version, String profile) {
        return new ImageRequest(
                version,
                versionCode,
                target,
                profile,
                packages,
                defaults,
                rootfsSizeMb,
                filesystem,
                repositories,
                client);
    }

    /** The same with this to run at the first start. */
    public ImageRequest starting(String defaults) {
        return new ImageRequest(
                version,
                versionCode,
                target,
                profile,
                packages,
                defaults,
                rootfsSizeMb,
                filesystem,
                repositories,
                client);
    }

    /**
     * The same for the same image, in whatever order its packages were named: 64 hexadecimal digits. Every field counts
     * with its length, so that none runs into the next.
     */
    public String hash() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        add(all, List.of(version, versionCode, target, profile));
        add(all, new TreeSet<>(packages.names()));
        add(all, packages.versions().keySet());
        add(all, packages.versions().values());
        add(all, List.of(String.valueOf(packages.all()), String.valueOf(rootfsSizeMb), String.valueOf(filesystem)));
        add(all, defaults == null ? List.of() : List.of(Sha256.hex(defaults)));
        add(all, repositories.urls().keySet());
        add(all, repositories.urls().values());
        add(all, List.of(String.valueOf(repositories.append())));
        add(all, repositories.keys());
        return Sha256.hex(all.toByteArray());
    }

    private static void add(ByteArrayOutputStream all, Collection<String> words) {
        all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(words.size()).array());
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            all.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            all.writeBytes(bytes);
        }
    }

    /** Without what may hold passwords. */
    @Override
    public String toString() {
        return version + " " + target + " " + profile + " with "
                + packages.names().size() + " packages" + (defaults == null ? "" : " and defaults");
    }
}
