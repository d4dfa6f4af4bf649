package org.openztp.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openztp.config.Settings;
import org.openztp.observe.Check;
import org.openztp.observe.Finding;

/** What the settings mean for routers and proxies. */
record SettingsCheck(Settings settings) implements Check {
    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(serverUrl());
        List<String> proxies = settings.http().trustedProxies();
        proxies.stream().filter(network -> network.endsWith("/0")).forEach(all -> findings.add(everybody(all)));
        findings.add(Finding.ok(
                "proxies",
                proxies.isEmpty()
                        ? "no proxy is trusted: X-Forwarded headers change nothing"
                        : "X-Forwarded headers count from " + String.join(", ", proxies)));
        return findings;
    }

    private Finding serverUrl() {
        Optional<String> url = settings.serverUrl().map(Object::toString);
        if (url.isPresent()) {
            return Finding.ok("server_url", "routers are told " + url.get());
        }
        String what = "server_url is not set: each router is told the name by which it asked";
        return settings.http().trustedProxies().isEmpty()
                ? Finding.ok("server_url", what)
                : Finding.warning(
                        "server_url",
                        what,
                        "with a proxy in between, that name and prefix may be the wrong ones",
                        "set server_url in conf/ztp.conf to the URL under which routers reach the server");
    }

    private static Finding everybody(String network) {
        return Finding.wrong(
                "proxies",
                "http.trusted-proxies holds " + network + ", which is everybody",
                "any client may forge its address, and with it who may enrol",
                "name the addresses from which the proxy connects");
    }
}
