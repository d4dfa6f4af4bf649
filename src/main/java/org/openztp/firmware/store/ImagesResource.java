package org.openztp.firmware.store;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Db;

/** The images of the store: handed in as they are, shown as JSON. */
@Path("/api/v1/firmware")
@Produces(MediaType.APPLICATION_JSON)
public final class ImagesResource {
    private static final String IMAGE = "images/{id: \\d{1,18}}";

    private final Db db;
    private final StoredImages images;
    private final Uploads uploads;
    private final Signatures signatures;

    ImagesResource(Db db, StoredImages images, Uploads uploads, Signatures signatures) {
        this.db = db;
        this.images = images;
        this.uploads = uploads;
        this.signatures = signatures;
    }

    /** For {@code curl -T FILE}; 201 for a new one, 200 for what was there. */
    @PUT
    @Path("builds/{build: \\d{1,18}}/images/{file: [^/]+}")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response keep(
            @PathParam("build") long build,
            @PathParam("file") String file,
            @QueryParam("board") List<String> boards,
            @HeaderParam("Content-Length") @DefaultValue("-1") long announced,
            @Context SecurityContext who,
            InputStream body)
            throws IOException {
        NewImage wanted = new NewImage(build, file, boards, Caller.of(who).name());
        Uploads.Kept kept = uploads.keep(wanted, body, announced);
        return Response.status(kept.isNew() ? 201 : 200).entity(kept.image()).build();
    }

    @GET
    @Path(IMAGE)
    @RolesAllowed(Role.MAY_VIEW)
    public ImageView show(@PathParam("id") long id) {
        return db.tx(tx -> images.get(tx, id));
    }

    /** For {@code curl -T FILE.sig}: what {@code usign -S} or ucert wrote of the whole file. */
    @PUT
    @Path(IMAGE + "/signatures")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Role.MAY_OPERATE)
    public ImageView sign(@PathParam("id") long id, byte[] signature) {
        signatures.add(db.tx(tx -> images.get(tx, id)).sha256(), signature);
        return db.tx(tx -> images.get(tx, id));
    }

    @DELETE
    @Path(IMAGE)
    @RolesAllowed(Role.MAY_OPERATE)
    public void remove(@PathParam("id") long id) {
        db.txRetrying(tx -> images.remove(tx, id));
    }
}
