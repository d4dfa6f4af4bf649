package org.openztp.registration.ztps;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openztp.firmware.Digests;
import org.openztp.firmware.FirmwareFolder;
import org.openztp.firmware.StoredFile;
import org.openztp.http.Json;

/** Size and checksums of files, so that clients look before they fetch. */
@Path("/meta")
public final class MetaResource {
    private final Map<String, FirmwareFolder> folders;
    private final Digests digests;

    /** @param folders by the kind of file: actions, files, nodes */
    public MetaResource(Map<String, FirmwareFolder> folders, Digests digests) {
        this.folders = folders;
        this.digests = digests;
    }

    @GET
    @Path("{kind}/{path: .+}")
    @PermitAll
    public CompletionStage<Response> get(@PathParam("kind") String kind, @PathParam("path") String path) {
        Optional<StoredFile> file = Optional.ofNullable(folders.get(kind)).flatMap(folder -> folder.find(path));
        return file.isEmpty()
                ? CompletableFuture.completedStage(Shape.empty(404))
                : digests.sums(file.get()).handle((sums, failure) -> answer(file.get(), sums));
    }

    /** @param sums null when the file could not be read, or was replaced meanwhile */
    private static Response answer(StoredFile file, Digests.Sums sums) {
        if (sums == null) {
            return Shape.empty(404);
        }
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("size", file.sizeBytes());
        meta.put("sha1", sums.sha1());
        meta.put("sha256", sums.sha256());
        try {
            return Shape.content("application/json", Json.MAPPER.writeValueAsBytes(meta));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
