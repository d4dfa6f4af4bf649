package org.openztp.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A builder that makes a file of a few words at once, or does what a test wants of it. */
final class StubBuilder implements Builder {
    /** What is done instead. */
    interface Act {
        Built build(Order order, Watch watch) throws Failed, Down, InterruptedException;
    }

    final List<Order> orders = new CopyOnWriteArrayList<>();
    volatile Act act = (order, watch) -> made(order);

    @Override
    public Built build(Order order, Watch watch) throws Failed, Down, InterruptedException {
        orders.add(order);
        return act.build(order, watch);
    }

    static Built made(Order order) {
        try {
            Path files = Files.createDirectories(order.folder().resolve("files"));
            Files.writeString(files.resolve("image.bin"), order.request().profile());
            return new Built("{\"id\":\"" + order.request().profile() + "\"}", files, new Output("out", "err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until it is interrupted. */
    static Built never() throws InterruptedException {
        new CountDownLatch(1).await();
        throw new AssertionError();
    }
}
