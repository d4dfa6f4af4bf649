package org.openztp.device;

import java.net.URI;

/**
 * How the first router finds this server: shown while there is none.
 *
 * @param server as routers reach it, without a slash at its end
 * @param marker the boot file by which the hook on a router knows its server
 */
public record FirstSteps(URI server, String marker) {
    /** One line for a router's shell. */
    public String paste() {
        return "wget -qO- " + server + "/bootstrap | sh";
    }

    /** One line for an administrator's shell; what it asks for is to be filled in. */
    public String seed() {
        return "wrt image seed --profile PROFILE --version VERSION --output FILE";
    }

    /** The lines of conf/dhcp/dnsmasq.conf, filled in. */
    public String dnsmasq() {
        return "dhcp-boot=" + marker + ",ztp," + server.getHost() + "\ndhcp-option-force=67," + marker;
    }
}
