package org.openztp.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Packages and services, as actions on a router. */
class PackageActionsIT extends OnRouter {
    @Test
    void packagesComeAndGoByOpkg() throws IOException {
        router.must("opkg install ppp && rm /tmp/log/opkg");

        onlyOnce("- action: packages\n  attributes: {install: [tcpdump, lldpd], remove: [ppp, never-there]}");

        assertThat(router.must("cat /tmp/log/opkg")).isEqualTo("remove ppp\nupdate \ninstall tcpdump lldpd");
        assertThat(run(bench.plan("- action: packages\n  attributes: {install: missing-one}"))
                        .text())
                .contains("Unknown package 'missing-one'", "missing-one could not be installed", "end 1 1 changed");
    }

    @Test
    void packagesComeAndGoByApk() throws IOException {
        router.put("/bin/apk", """
                #!/bin/sh
                verb=$1
                shift
                case $verb in
                info) grep -qx "$2" /etc/apk.list 2>/dev/null; exit ;;
                add) for n; do echo "$n" >>/etc/apk.list; done ;;
                del) grep -vx "$1" /etc/apk.list >/tmp/apk.new; mv /tmp/apk.new /etc/apk.list ;;
                esac
                """);
        router.must("chmod 755 /bin/apk; apk add ppp");

        onlyOnce("- action: packages\n  attributes: {install: [tcpdump], remove: [ppp]}");

        assertThat(router.must("cat /etc/apk.list")).isEqualTo("tcpdump");
    }

    @Test
    void servicesAreEnabledStartedAndStopped() throws IOException {
        onlyOnce("- action: service\n  attributes: {name: dnsmasq, commands: [stop, disable]}");
        assertThat(router.must("ls /etc/rc.d /tmp/run/services")).doesNotContain("dnsmasq");
        onlyOnce("- action: service\n  attributes: {name: dnsmasq, commands: [enable, start]}");
        assertThat(router.must("ls /etc/rc.d /tmp/run/services")).contains("S19dnsmasq", "\ndnsmasq");
    }

    @Test
    void aServiceIsRestartedWhenSomethingChanged() throws IOException {
        String both = """
                - action: copy_file
                  attributes: {src: banner, dst: /etc/banner}
                - action: service
                  attributes: {name: log, commands: [restart]}
                """;
        calls();

        onlyOnce(both);

        assertThat(calls()).isEqualTo("log restart");
    }
}
