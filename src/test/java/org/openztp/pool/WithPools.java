package org.openztp.pool;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.db.Db;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;

/** A pool folder to write and devices that take from it, on whichever database the subclass opens. */
abstract class WithPools {
    final SettableClock clock = new SettableClock();

    @TempDir
    Path folder;

    TestDb test;
    Pools pools;

    abstract TestDb open();

    @BeforeEach
    void start() {
        test = open();
        pools = new Pools(folder, clock);
    }

    @AfterEach
    void close() {
        test.close();
    }

    Db db() {
        return test.db();
    }

    /** Renamed into its place, as an editor does it. */
    void write(String file, String... lines) {
        try {
            Path part = Files.writeString(folder.resolve(".part"), String.join("\n", lines) + "\n");
            Files.move(part, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        clock.advance(Duration.ofSeconds(1));
    }

    List<Long> devices(int count) {
        Inventory inventory = new Inventory(db(), clock);
        return db().tx(tx -> IntStream.range(0, count)
                .mapToObj(i -> {
                    MacAddress mac = MacAddress.parse("020000%06x".formatted(i));
                    return inventory
                            .devices()
                            .add(tx, new Device(mac, DeviceState.REGISTERED, clock.instant()))
                            .id();
                })
                .toList());
    }

    String take(String pool, long device) {
        return take(pool, device, "");
    }

    String take(String pool, long device, String slot) {
        return db().txRetrying(tx -> pools.take(tx, pool, Holder.of(device), slot));
    }

    void release(long device) {
        db().txRetrying(tx -> {
            pools.release(tx, device);
            return null;
        });
    }

    Usage usage(String pool) {
        return db().txRetrying(tx -> pools.usage(tx)).stream()
                .filter(each -> each.name().equals(pool))
                .findFirst()
                .orElseThrow();
    }

    List<Allocation> list(String pool) {
        return db().txRetrying(tx -> pools.list(tx, pool, null, 500)).items();
    }

    Instant at() {
        return clock.instant();
    }

    static BigInteger big(long number) {
        return BigInteger.valueOf(number);
    }
}
