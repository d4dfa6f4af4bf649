package org.openztp.registration.ztps;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.openztp.firmware.FirmwareFolder;
import org.openztp.firmware.StoredFile;
import org.openztp.plan.Definitions;
import org.openztp.plan.Handout;
import org.openztp.plan.Refused;

/** What a new node gets copies of: a definition, and a program to run on the configurations it sends. */
public record Blueprints(Definitions definitions, FirmwareFolder configHandlers, Handout handout) {
    private static final long LARGEST = 1 << 20;

    /** @throws Nodes.Refused there is none, it is wrong, or a client of this dialect could do nothing with it */
    byte[] definition(String name) throws IOException {
        Path file = definitions.find(name).orElseThrow(() -> new Nodes.Refused("there is no definition " + name));
        String shown = "definitions/" + file.getFileName();
        if (Files.size(file) > LARGEST) {
            throw new Nodes.Refused(shown + ": larger than " + LARGEST + " bytes");
        }
        byte[] definition = Files.readAllBytes(file);
        try {
            handout.check(shown, new String(definition, StandardCharsets.UTF_8));
        } catch (Refused e) {
            throw new Nodes.Refused(e.getMessage());
        }
        return definition;
    }

    Optional<byte[]> configHandler(String name) throws IOException {
        Optional<StoredFile> file = configHandlers.find(name).filter(found -> found.sizeBytes() <= LARGEST);
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(Files.readAllBytes(file.get().path()));
    }

    /** Whether a definition tells what is done to routers. */
    boolean isForRouters(Path definition) throws IOException {
        return Files.size(definition) <= LARGEST
                && handout.isForRouters(new String(Files.readAllBytes(definition), StandardCharsets.UTF_8));
    }
}
