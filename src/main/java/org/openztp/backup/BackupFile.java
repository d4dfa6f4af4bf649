package org.openztp.backup;

import jakarta.ws.rs.core.Response;
import org.openztp.archive.Archive;

/** A configuration as a file to keep, which {@code sysupgrade -r} takes. */
final class BackupFile {
    static final String TYPE = "application/gzip";

    private BackupFile() {}

    static Response answer(long device, int version, Archive archive) {
        return Response.ok(archive.gzip(), TYPE)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"device-" + device + "-version-" + version + ".tar.gz\"")
                .build();
    }
}
