package org.openztp.registration;

import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.openztp.auth.Role;
import org.openztp.openwrt.Cidr;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.IpAddress;

/** Where a DHCP server announces, on its behalf, a device that runs nothing of ours yet. */
@Path("/api/v1/leases")
@Produces(MediaType.APPLICATION_JSON)
public final class LeasesResource {
    private final Enrolment enrolment;
    private final Door door;
    private final List<Cidr> networks;

    /** @param networks where SSH may go to: an address elsewhere is refused at once */
    public LeasesResource(Enrolment enrolment, Door door, List<Cidr> networks) {
        this.enrolment = enrolment;
        this.door = door;
        this.networks = networks;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Role.MAY_ANNOUNCE)
    public Response form(@Context HttpServletRequest request, @Context SecurityContext who, byte[] bytes) {
        return announce(request, who, Body.ofForm(bytes));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_ANNOUNCE)
    public Response json(@Context HttpServletRequest request, @Context SecurityContext who, byte[] bytes)
            throws IOException {
        return announce(request, who, Body.ofJson(bytes));
    }

    private Response announce(HttpServletRequest request, SecurityContext who, Body body) {
        IpAddress address = address(body.take("address"));
        if (!Set.of("mac", Facts.HOSTNAME).containsAll(body.fields().keySet())) {
            throw new InvalidValue("mac, address and hostname are all that an announcement holds");
        }
        String url = door.serverUrl(request, address);
        Contact contact = Contact.announced(address, url, who.getUserPrincipal().getName());
        Enrolled enrolled = enrolment.register(body.facts(), contact);
        return Response.status(enrolled.isNew() ? 201 : 200).entity(enrolled).build();
    }

    private IpAddress address(String text) {
        if (text == null) {
            throw new InvalidValue("address: missing");
        }
        IpAddress address = IpAddress.parse(text);
        if (networks.stream().noneMatch(network -> network.contains(address))) {
            throw new InvalidValue("address: " + address + " lies outside provision.networks");
        }
        return address;
    }
}
