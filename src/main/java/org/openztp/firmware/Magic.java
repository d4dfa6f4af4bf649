package org.openztp.firmware;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Whether the first bytes of a file are those of something that is no firmware image. Images begin in too many ways to
 * be listed: what is not known to be something else may be one, and the router has the last word.
 */
public final class Magic {
    private static final int HEAD_BYTES = 4096;
    private static final int TAR_BLOCK = 512;
    private static final Pattern ROOT_OF_A_SYSTEM = Pattern.compile(
            "(\\./|/|(bin|boot|dev|etc|lib|lib64|mnt|overlay|proc|rom|root|sbin|sys|tmp|usr|var|www)/).*",
            Pattern.DOTALL);
    private static final Map<String, String> FOREIGN = foreign();

    private Magic() {}

    /** First bytes in hexadecimal digits, and what begins with them. */
    private static Map<String, String> foreign() {
        Map<String, String> foreign = new LinkedHashMap<>();
        foreign.put("7f454c46", "a program (ELF)");
        foreign.put("504b0304", "a ZIP archive; unpack it first");
        foreign.put("504b0506", "an empty ZIP archive");
        foreign.put("377abcaf271c", "a 7z archive; unpack it first");
        foreign.put("52617221", "a RAR archive; unpack it first");
        foreign.put("255044462d", "a PDF document");
        foreign.put("89504e470d0a1a0a", "a PNG picture");
        foreign.put("ffd8ff", "a JPEG picture");
        foreign.put("47494638", "a GIF picture");
        foreign.put("213c617263683e0a", "a Debian package");
        foreign.put("41444264", "an apk package");
        return foreign;
    }

    /**
     * Reads a few kilobytes; of a compressed file, what they are uncompressed.
     *
     * @throws BadImage it is known not to be an image; the message says what it is
     */
    public static void check(Path file) throws IOException, BadImage {
        byte[] head;
        try (InputStream content = Files.newInputStream(file)) {
            head = content.readNBytes(HEAD_BYTES);
        }
        if (head.length == 0) {
            throw new BadImage("the file is empty");
        }
        check(head, "");
        if (begins(head, "1f8b")) {
            check(uncompressed(head), "compressed, ");
        }
    }

    private static byte[] uncompressed(byte[] head) throws BadImage {
        byte[] plain = new byte[HEAD_BYTES];
        int length = 0;
        try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(head))) {
            for (int n = 0; n >= 0 && length < plain.length; n = gzip.read(plain, length, plain.length - length)) {
                length += n;
            }
        } catch (IOException e) {
            boolean cutOff = e instanceof EOFException && head.length == HEAD_BYTES;
            if (length == 0 && !cutOff) {
                throw new BadImage("it begins as a gzip file and is none");
            }
        }
        return Arrays.copyOf(plain, length);
    }

    private static void check(byte[] head, String how) throws BadImage {
        for (Map.Entry<String, String> kind : FOREIGN.entrySet()) {
            if (begins(head, kind.getKey())) {
                throw foreign(how + kind.getValue());
            }
        }
        if (isTar(head) && ROOT_OF_A_SYSTEM.matcher(firstEntry(head)).matches()) {
            throw foreign(how + "an archive of a root file system, a configuration or a package");
        }
        if (head.length > 0 && isText(head)) {
            throw foreign(how + text(head));
        }
    }

    private static BadImage foreign(String what) {
        return new BadImage("this is no firmware image: it is " + what);
    }

    private static boolean begins(byte[] head, String hex) {
        byte[] magic = HexFormat.of().parseHex(hex);
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }

    private static boolean isTar(byte[] head) {
        return head.length >= TAR_BLOCK && new String(head, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    }

    private static String firstEntry(byte[] tar) {
        String name = new String(tar, 0, 100, StandardCharsets.ISO_8859_1);
        return name.indexOf('\0') < 0 ? name : name.substring(0, name.indexOf('\0'));
    }

    /** The headers of vendors begin with text too, but are filled up with zeros. */
    private static boolean isText(byte[] head) {
        for (byte b : head) {
            boolean blank = b == '\n' || b == '\r' || b == '\t' || b == '\f';
            if (!blank && (b >= 0 && b < ' ' || b == 0x7f)) {
                return false;
            }
        }
        return new String(head, StandardCharsets.UTF_8).indexOf('\ufffd') < 0 || onlyItsEndIsCut(head);
    }

    private static boolean onlyItsEndIsCut(byte[] head) {
        String text = new String(head, StandardCharsets.UTF_8);
        return head.length == HEAD_BYTES && text.indexOf('\ufffd') == text.length() - 1;
    }

    private static String text(byte[] head) {
        String start = new String(head, StandardCharsets.UTF_8).stripLeading().toLowerCase(Locale.ROOT);
        if (start.startsWith("#!")) {
            return "a script";
        }
        return start.startsWith("<") ? "a page of a web site; the download went wrong" : "a text";
    }
}
