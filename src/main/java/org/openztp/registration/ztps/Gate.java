package org.openztp.registration.ztps;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.openztp.openwrt.Cidr;
import org.openztp.openwrt.IpAddress;
import org.openztp.registration.Door;

/** To whom the dialect is spoken: its clients prove nothing, so it is their address alone that decides. */
public record Gate(Door door, List<Cidr> networks) {
    boolean admits(HttpServletRequest request) {
        IpAddress client = door.client(request);
        return networks.stream().anyMatch(network -> network.contains(client));
    }
}
