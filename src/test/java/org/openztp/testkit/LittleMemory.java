package org.openztp.testkit;

import java.util.List;

/**
 * A router with half a megabyte of memory left, and a service {@code uhttpd} that takes some more when it runs. Of
 * {@code cron}, {@code rpcd} and {@code led} the first is not enabled, the second does not run, and procd does not know the
 * third.
 */
public final class LittleMemory {
    private final LabRouter router;

    /** @param taken by {@code uhttpd}, in kB */
    public LittleMemory(LabRouter router, int taken) {
        this.router = router;
        available(500);
        router.must("mount --bind /mnt/meminfo /proc/meminfo");
        service(
                "uhttpd",
                true,
                "stop_service() { echo 'MemAvailable: " + (500 + taken) + " kB' >/mnt/meminfo; }"
                        + "\nstart_service() { echo 'MemAvailable: 500 kB' >/mnt/meminfo; }");
        service("cron", true, "");
        service("rpcd", true, "");
        service("led", false, "");
        router.put("/sbin/wifi", "#!/bin/sh\necho \"wifi $1\" >>/tmp/log/services\n");
        router.must("chmod 755 /sbin/wifi /etc/init.d/*; cd /etc/init.d; ./uhttpd enable; ./uhttpd start; ./cron start;"
                + " ./rpcd enable; ./led enable; ./led start; rm /tmp/log/services");
    }

    private void service(String name, boolean procd, String functions) {
        String script = "#!/bin/sh /etc/rc.common\nSTART=50\n" + (procd ? "USE_PROCD=1\n" : "") + functions + "\n";
        router.put("/etc/init.d/" + name, script);
    }

    /** @param kilobytes that are left */
    public void available(int kilobytes) {
        router.put("/mnt/meminfo", "MemTotal: 60000 kB\nMemFree: 100 kB\nMemAvailable: " + kilobytes + " kB\n");
    }

    /** What the services were told since the last boot, a line each. */
    public List<String> told() {
        return router.must("cat /tmp/log/services 2>/dev/null || true").lines().toList();
    }
}
