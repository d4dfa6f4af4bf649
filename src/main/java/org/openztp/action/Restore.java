package org.openztp.action;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;
import org.openztp.archive.Archive;
import org.openztp.archive.BadArchive;
import org.openztp.archive.Restorable;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Sha256;
import org.openztp.openwrt.UciExport;

/**
 * A whole configuration: what {@code uci export} prints, or a backup made by {@code sysupgrade -b}; which of them, its first
 * bytes tell. What ties the router to this server stays the router's own: its token, its host keys, and the server's keys.
 */
final class Restore implements Action {
    private static final int CONFIRM_SECONDS = 60;
    private static final int LARGEST_EXPORT = 512 * 1024;

    /** In it the router keeps its token. */
    private static final String OURS = "ztp";

    @Override
    public List<String> attributes() {
        return List.of("src");
    }

    @Override
    public Fragment compile(Attributes given, Site site) {
        if (given.has("src")) {
            String name = given.text("src");
            byte[] bytes = site.files().bytes(name, Archive.MOST_BYTES);
            return of("src: " + name, bytes, () -> archive(bytes, SiteFiles.content(name, bytes), site));
        }
        Path own = site.startupConfig()
                .orElseThrow(() -> new InvalidValue("src: missing, and the node has no startup-config"));
        byte[] bytes = read(own);
        return of("startup-config", bytes, () -> attached(bytes, site));
    }

    /** Other devices have no business with it: it is no file of the server's that they could fetch. */
    static Fragment attached(byte[] archive, Site site) {
        Fragment.Attachment attachment = new Fragment.Attachment(Sha256.hex(archive), archive);
        return archive(archive, Content.attached(attachment), site).attaching(attachment);
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > Archive.MOST_BYTES) {
                throw new InvalidValue("startup-config: larger than " + Archive.MOST_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidValue("startup-config: cannot be read");
        }
    }

    private static Fragment of(String shown, byte[] bytes, Supplier<Fragment> archive) {
        try {
            return Restorable.isOne(bytes) ? archive.get() : export(bytes);
        } catch (InvalidValue e) {
            throw new InvalidValue(shown + ": " + e.getMessage());
        } catch (UciExport.Unreadable e) {
            throw new InvalidValue(shown + ": line " + e.line() + ": " + e.getMessage());
        }
    }

    private static Fragment archive(byte[] bytes, Content content, Site site) {
        int others = others(bytes);
        List<String> words = new ArrayList<>(List.of(content.sha256(), content.kind(), content.word()));
        words.addAll(site.serverKeys());
        List<String> calls = new ArrayList<>();
        if (others > 0) {
            calls.add(Fragment.call("say", others + " files of the backup are left out: they are not below /etc"));
        }
        calls.add(Fragment.call("restore_archive", words));
        return Fragment.of(EnumSet.of(Library.FETCH, Library.UCI, Library.FILE, Library.RESTORE), calls)
                .confirmedWithin(CONFIRM_SECONDS);
    }

    private static int others(byte[] archive) {
        try {
            return Restorable.of(archive).others();
        } catch (BadArchive e) {
            throw new InvalidValue(e.getMessage());
        }
    }

    private static Fragment export(byte[] bytes) throws UciExport.Unreadable {
        if (bytes.length > LARGEST_EXPORT) {
            throw new InvalidValue("no archive, and larger than " + LARGEST_EXPORT + " bytes");
        }
        List<UciExport.Package> packages =
                UciExport.parse(new String(bytes, StandardCharsets.UTF_8)).packages().stream()
                        .filter(each -> !each.name().equals(OURS))
                        .toList();
        List<String> names = packages.stream().map(UciExport.Package::name).toList();
        List<String> calls = new ArrayList<>();
        calls.add(Fragment.call("uci_begin", names));
        packages.forEach(each -> calls.add(Fragment.call("uci_whole", each.name(), each.text())));
        calls.add(Fragment.call("uci_end"));
        Fragment fragment = Fragment.of(EnumSet.of(Library.UCI), calls);
        return Uci.isDangerous(names) ? fragment.confirmedWithin(CONFIRM_SECONDS) : fragment;
    }
}
