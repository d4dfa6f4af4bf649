package org.openztp.registration;

import jakarta.annotation.security.PermitAll;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.openztp.openwrt.InvalidValue;
import org.openztp.pull.Asking;

/**
 * Where devices make themselves known. The form is answered {@code OK}, as OpenZTP's hook expects it, or line by line
 * with {@code answer=lines}; JSON is answered by JSON.
 */
@Path("/register")
public final class RegisterResource {
    private static final String LINES = "lines";

    private final Enrolment enrolment;
    private final Door door;
    private final Asking asking;
    private final DeviceFiles files;

    public RegisterResource(Enrolment enrolment, Door door, Asking asking, DeviceFiles files) {
        this.enrolment = enrolment;
        this.door = door;
        this.asking = asking;
        this.files = files;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_PLAIN)
    @PermitAll
    public String form(@Context HttpServletRequest request, byte[] bytes) {
        Body body = Body.ofForm(bytes);
        String answer = body.take("answer");
        if (answer != null && !answer.equals(LINES)) {
            throw new InvalidValue("answer: only lines is known");
        }
        Enrolled enrolled = register(request, body, answer != null);
        return answer == null ? "OK\n" : enrolled.lines();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @PermitAll
    public Response json(@Context HttpServletRequest request, byte[] bytes) throws IOException {
        Body body = Body.ofJson(bytes);
        body.take("answer");
        Enrolled enrolled = register(request, body, true);
        return Response.status(enrolled.isNew() ? 201 : 200).entity(enrolled).build();
    }

    private Enrolled register(HttpServletRequest request, Body body, boolean takesToken) {
        String token = body.take("token");
        String secret = body.take("secret");
        Pull pull = Pull.of(body.take("pull"));
        String challenge = Asking.Call.challenge(body.take("challenge"));
        String url = door.serverUrl(request);
        Contact contact = new Contact(door.client(request), url, token, secret, pull, takesToken, null);
        Enrolled enrolled = enrolment.register(body.facts(), contact);
        String proven = enrolled.token() == null && enrolled.isProven() ? token : enrolled.token();
        if (pull == Pull.SILENT || proven == null) {
            return enrolled;
        }
        Asking.Call call = new Asking.Call(proven, enrolled.isProven(), challenge);
        return enrolled.told(asking.asked(enrolled.id(), call, files.agent(url)));
    }
}
