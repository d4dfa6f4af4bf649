package org.openztp.image.upstream.origin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import org.openztp.openwrt.Sha256;

/** A folder of this machine with the layout of an upstream. */
record FolderOrigin(Path folder) implements Origin {
    @Override
    public Answer fetch(String path, Validators known, Path into, Origin.Limit limit) throws Unreachable, Unfit {
        if (!Files.isDirectory(folder)) {
            throw new Unreachable(folder + ": there is no such folder", null);
        }
        Path file = folder.resolve(path);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new Unfit(path + ": is no file");
            }
            Validators now = new Validators(attributes.lastModifiedTime() + " " + attributes.size(), null);
            return now.equals(known) ? new Answer.Unchanged() : copied(path, now, into, limit);
        } catch (NoSuchFileException e) {
            return new Answer.Absent();
        } catch (IOException e) {
            throw new Unfit(path + ": cannot be read: " + e.getMessage());
        }
    }

    private Answer copied(String path, Validators validators, Path into, Origin.Limit limit) throws IOException, Unfit {
        DigestOutputStream digested = new DigestOutputStream(OutputStream.nullOutputStream(), Sha256.digest());
        try (InputStream in = Files.newInputStream(folder.resolve(path));
                OutputStream out = Files.newOutputStream(into)) {
            long bytes = 0;
            byte[] piece = new byte[64 * 1024];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                bytes += count;
                if (bytes > limit.bytes()) {
                    throw new Unfit(path + ": has more than " + limit.bytes() + " bytes");
                }
                digested.write(piece, 0, count);
                out.write(piece, 0, count);
            }
            String sha256 = HexFormat.of().formatHex(digested.getMessageDigest().digest());
            return new Answer.Fetched(sha256, bytes, validators);
        }
    }

    @Override
    public void close() {
        // nothing is open between two files
    }
}
