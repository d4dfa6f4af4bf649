package org.openztp.image.upstream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openztp.http.Json;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.Scratch;

/** A folder with the layout of downloads.openwrt.org, of what a test puts into it. */
public final class SampleUpstream {
    private static final Path REAL = Path.of("src", "test", "resources", "org", "openztp", "image", "upstream");

    private static final String REVISION = "r24106-10cc5fcd00";

    private final Path folder;
    private final Map<String, Map<String, String>> targets = new LinkedHashMap<>();

    public SampleUpstream(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** What was recorded of OpenWrt's own. */
    public static Path recorded(String file) {
        return REAL.resolve(file);
    }

    /** @param names the first is the stable one */
    public SampleUpstream versions(String... names) {
        ObjectNode list = Json.MAPPER.createObjectNode();
        list.put("stable_version", names[0]).put("upcoming_version", "");
        ArrayNode all = list.putArray("versions_list");
        List.of(names).forEach(all::add);
        return write(".versions.json", list);
    }

    /** A path below the folder: {@code releases/23.05.5}, {@code snapshots}. */
    public static String path(String version) {
        return version.equals("SNAPSHOT") ? "snapshots" : "releases/" + version;
    }

    /** A target with its profiles, two packages, an ImageBuilder and its checksums. */
    public SampleUpstream target(String version, String target, String architecture, String... profiles) {
        targets.computeIfAbsent(version, none -> new LinkedHashMap<>()).put(target, architecture);
        write(path(version) + "/.targets.json", Json.MAPPER.valueToTree(targets.get(version)));
        String place = path(version) + "/targets/" + target;
        ObjectNode all = Json.MAPPER.createObjectNode();
        all.put("arch_packages", architecture);
        all.putArray("default_packages").add("base-files").add("busybox").add("libc");
        all.putObject("linux_kernel")
                .put("release", "1")
                .put("vermagic", "75d549fb5cfabb78")
                .put("version", "6.6.74");
        all.put("metadata_version", 1);
        ObjectNode each = all.putObject("profiles");
        for (String profile : profiles) {
            each.set(profile, profile(version, target, profile));
        }
        all.put("source_date_epoch", 1727094886L);
        all.put("target", target).put("version_code", REVISION).put("version_number", version);
        write(place + "/profiles.json", all);
        index(place + "/packages", 2, Map.of("base-files", "1.0-1", "dnsmasq", "2.90-r3"));
        return checksums(version, target);
    }

    /** The target as a later build of it says. */
    public SampleUpstream revised(String version, String target, String revision) {
        String file = path(version) + "/targets/" + target + "/profiles.json";
        return write(file, new String(read(file), StandardCharsets.UTF_8).replace(REVISION, revision))
                .checksums(version, target);
    }

    private static ObjectNode profile(String version, String target, String id) {
        String prefix = "openwrt-" + version + "-" + target.replace('/', '-') + "-" + id;
        ObjectNode profile = Json.MAPPER.createObjectNode();
        profile.putArray("device_packages").add("kmod-usb2").add("-wpad-basic-mbedtls");
        profile.put("image_prefix", prefix);
        ArrayNode images = profile.putArray("images");
        for (String type : List.of("sysupgrade", "factory", "kernel")) {
            images.addObject()
                    .put("filesystem", "squashfs")
                    .put("name", prefix + "-squashfs-" + type + ".bin")
                    .put("sha256", Sha256.hex(prefix + type))
                    .put("sha256_unsigned", Sha256.hex(type + prefix))
                    .put("type", type);
        }
        profile.putArray("supported_devices").add(id.replaceFirst("_", ",")).add("old-" + id);
        profile.putArray("titles").addObject().put("vendor", id.split("_")[0]).put("model", id);
        return profile;
    }

    /** What lists the files of a target, as they are now. */
    public SampleUpstream checksums(String version, String target) {
        String place = path(version) + "/targets/" + target;
        String builder = builder(version, target);
        return write(
                place + "/sha256sums",
                Sha256.hex("builder of " + version + " " + target) + " *" + builder + "\n"
                        + Sha256.hex(read(place + "/profiles.json")) + " *profiles.json\n"
                        + Sha256.hex("a kernel") + " *kernel-debug.tar.zst\n");
    }

    /** The name of a target's ImageBuilder. */
    public static String builder(String version, String target) {
        return "openwrt-imagebuilder-" + version + "-" + target.replace('/', '-') + ".Linux-x86_64.tar.zst";
    }

    /** @param format of index.json */
    public SampleUpstream index(String path, int format, Map<String, String> packages) {
        ObjectNode index = Json.MAPPER.createObjectNode();
        index.put("architecture", "whatever");
        if (format > 1) {
            index.put("version", format);
        }
        index.set("packages", Json.MAPPER.valueToTree(new TreeMap<>(packages)));
        return write(path + "/index.json", index);
    }

    /** An architecture's feeds with some packages each. */
    public SampleUpstream feeds(String version, String architecture, Map<String, Map<String, String>> feeds) {
        String place = path(version) + "/packages/" + architecture;
        write(
                place + "/feeds.conf",
                feeds.keySet().stream()
                        .filter(feed -> !feed.equals("base"))
                        .map(feed -> "src-git " + feed + " https://git.example.net/feed/" + feed + ".git^0a1b2c\n")
                        .collect(Collectors.joining()));
        feeds.forEach((feed, packages) -> index(place + "/" + feed, 2, packages));
        return this;
    }

    /** So many packages of which each has the prefix. */
    public static Map<String, String> packages(String prefix, int count) {
        return IntStream.range(0, count)
                .boxed()
                .collect(Collectors.toMap(i -> prefix + "-" + i, i -> "1." + i + "-r1"));
    }

    /** Takes a file or a folder away. */
    public SampleUpstream remove(String path) {
        Scratch.delete(folder.resolve(path));
        return this;
    }

    public SampleUpstream write(String path, ObjectNode content) {
        return write(path, content.toString());
    }

    public SampleUpstream write(String path, String content) {
        return write(path, content.getBytes(StandardCharsets.UTF_8));
    }

    public SampleUpstream write(String path, byte[] content) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] read(String path) {
        try {
            return Files.readAllBytes(folder.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
