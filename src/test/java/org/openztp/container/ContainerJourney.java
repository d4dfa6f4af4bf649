package org.openztp.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.openztp.testkit.Jdks;

/** The one journey, which is the same in every container and on every Java; a cell of the table each. */
abstract class ContainerJourney {
    static final List<Integer> JAVAS = List.of(17, 25);

    private final String name;

    /** @param name as the table calls this container */
    ContainerJourney(String name) {
        this.name = name;
    }

    abstract Site site(Place place) throws IOException;

    @Test
    void theJourneyHoldsOnJava17() throws Exception {
        travel(17);
    }

    @Test
    void theJourneyHoldsOnJava25() throws Exception {
        travel(25);
    }

    private void travel(int java) throws Exception {
        Cell cell = new Cell(name, java);
        cell.begin();
        Optional<Path> jdk = Jdks.find(java);
        if (jdk.isEmpty()) {
            cell.skip("no Java " + java + " here");
            Assumptions.abort("no Java " + java + " here");
        }
        Place place = Place.make(jdk.get(), cell.folder());
        try (Journey journey = new Journey(place, this::site)) {
            journey.make(cell);
        }
    }
}
