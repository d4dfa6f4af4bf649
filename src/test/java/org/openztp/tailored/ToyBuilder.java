package org.openztp.tailored;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openztp.image.Builder;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.SampleImage;

/** Makes images of the lab's board at once, or does what a test wants of it. */
final class ToyBuilder implements Builder {
    /** What is done instead. */
    interface Act {
        Built build(Order order) throws Failed, Down, InterruptedException;
    }

    static final String IMAGE = "openwrt-sysupgrade.bin";

    final List<String> made = new CopyOnWriteArrayList<>();
    volatile Act act = order -> make(order, "sysupgrade", TailoredStage.BOARD);

    @Override
    public Built build(Order order, Watch watch) throws Failed, Down, InterruptedException {
        made.add(order.hash());
        return act.build(order);
    }

    static Built make(Order order, String type, String board) {
        byte[] image = SampleImage.uImage(order.hash().hashCode(), 2000)
                .metadata(SampleImage.json(board, order.request().version()))
                .bytes();
        return make(order, type, image, Sha256.hex(image));
    }

    static Built make(Order order, String type, byte[] image, String sha256) {
        try {
            Path files = Files.createDirectories(order.folder().resolve("files"));
            Files.write(files.resolve(IMAGE), image);
            String answer =
                    "{\"id\":\"" + order.request().profile() + "\",\"manifest\":{\"tcpdump\":\"2\",\"mc\":\"1\"},"
                            + "\"images\":[{\"filesystem\":\"squashfs\",\"type\":\"" + type + "\",\"name\":\"" + IMAGE
                            + "\",\"sha256\":\"" + sha256 + "\"}]}";
            return new Built(answer, files, new Output("out", "err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
