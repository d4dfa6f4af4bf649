package org.openztp.firmware;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.openztp.auth.Role;
import org.openztp.config.BadFile;

/** What lies in ZTP_HOME/fw, and for which boards. */
@Path("/api/v1/firmware")
@Produces(MediaType.APPLICATION_JSON)
public final class FirmwareResource {
    private final FirmwareFolder folder;
    private final Images images;
    private final Digests digests;

    public FirmwareResource(FirmwareFolder folder, Images images, Digests digests) {
        this.folder = folder;
        this.images = images;
        this.digests = digests;
    }

    /** @param sha256 null while the file is still being read */
    record FirmwareView(String file, long sizeBytes, String sha256, Instant modified, List<String> boards) {}

    /** @param problem what is wrong with conf/firmware.yaml, null when nothing is */
    record FirmwareList(List<FirmwareView> items, String problem) {}

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public FirmwareList list() {
        return new FirmwareList(
                folder.list().stream().map(this::view).toList(),
                images.problem().orElse(null));
    }

    private FirmwareView view(StoredFile file) {
        String sha256 = digests.find(file).orElse(null);
        return new FirmwareView(file.name(), file.sizeBytes(), sha256, file.modified(), boards(file.name()));
    }

    private List<String> boards(String name) {
        try {
            return images.boardsOf(name);
        } catch (BadFile toldAsProblem) {
            return List.of();
        }
    }
}
