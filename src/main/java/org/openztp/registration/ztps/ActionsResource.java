package org.openztp.registration.ztps;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.openztp.firmware.FirmwareFolder;
import org.openztp.firmware.StoredFile;

/** The programs that do what a definition's actions name; clients run them. */
@Path("/actions")
public final class ActionsResource {
    private static final long LARGEST = 4 << 20;

    private final FirmwareFolder folder;

    public ActionsResource(FirmwareFolder folder) {
        this.folder = folder;
    }

    @GET
    @Path("{name}")
    @PermitAll
    public Response get(@PathParam("name") String name) throws IOException {
        Optional<StoredFile> file = folder.find(name);
        if (file.isEmpty()) {
            return Shape.empty(404);
        }
        return file.get().sizeBytes() > LARGEST
                ? Shape.empty(413)
                : Shape.content(
                        EosBootstrap.PYTHON, Files.readAllBytes(file.get().path()));
    }
}
