package org.openztp.testkit;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openztp.openwrt.Sha256;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** A small ImageBuilder as an archive of the names and the compressions that OpenWrt has. */
public final class ToyImageBuilder {
    private static final Path SOURCE = Path.of("src", "test", "resources", "imagebuilder");

    private final String release;
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Map<String, byte[]> images = new LinkedHashMap<>();

    private ToyImageBuilder(String release) {
        this.release = release;
        files.put("Makefile", source("Makefile"));
        files.put("toy.sh", source("toy.sh"));
        files.put("keys/secret", "a key of the ImageBuilder's own\n");
    }

    /** Of a release whose packages are managed by opkg. */
    public static ToyImageBuilder opkg(String release) {
        ToyImageBuilder toy = new ToyImageBuilder(release);
        toy.files.put(
                "repositories.conf",
                "src/gz toy_base https://downloads.example/base\nsrc imagebuilder file:packages\noption check_signature\n");
        return toy;
    }

    /** Of a release whose packages are managed by apk. */
    public static ToyImageBuilder apk(String release) {
        ToyImageBuilder toy = new ToyImageBuilder(release);
        toy.files.put("repositories", "https://downloads.example/base/packages.adb\npackages/packages.adb\n");
        return toy;
    }

    /** With another file. */
    public ToyImageBuilder with(String name, String content) {
        files.put(name, content);
        return this;
    }

    /** Has a profile besides, whose image is always this one. */
    public ToyImageBuilder making(String profile, byte[] image) {
        images.put("image-" + profile + ".bin", image);
        return this;
    }

    private static String source(String name) {
        try {
            return Files.readString(SOURCE.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String top() {
        return "openwrt-imagebuilder-" + release + "-toy-generic.Linux-x86_64";
    }

    /** @param ending {@code .tar.xz} or {@code .tar.zst} */
    public String fileName(String ending) {
        return top() + ending;
    }

    /** Writes the archive into a folder. @return its checksum */
    public String writeTo(Path folder, String ending) {
        TarGz tar = new TarGz().folder(top());
        files.forEach((name, content) -> tar.file(top() + "/" + name, content.getBytes(StandardCharsets.UTF_8)));
        images.forEach((name, content) -> tar.file(top() + "/" + name, content));
        byte[] archive = compressed(tar.tar(), ending);
        try {
            Files.write(Files.createDirectories(folder).resolve(fileName(ending)), archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Sha256.hex(archive);
    }

    /** @param ending {@code .tar.xz} or {@code .tar.zst} */
    public static byte[] compressed(byte[] tar, String ending) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream to =
                ending.endsWith("xz") ? new XZOutputStream(out, new LZMA2Options(1)) : new ZstdOutputStream(out, 3)) {
            to.write(tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
