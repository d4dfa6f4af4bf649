package org.openztp.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.openztp.testkit.Jdks;

/** The one journey, which is the same in every container and on every Java; each cell of the table is a class. */
abstract class ContainerJourney {
    private final Cell cell;

    ContainerJourney(Cell cell) {
        this.cell = cell;
    }

    abstract Site site(Place place) throws IOException;

    @Test
    void everyStepHolds() throws Exception {
        cell.begin();
        Optional<Path> jdk = Jdks.find(cell.java());
        if (jdk.isEmpty()) {
            String missing = "no Java " + cell.java() + " here";
            cell.skip(missing);
            Assumptions.abort(missing);
        }
        Place place = Place.make(jdk.get(), cell.folder());
        try (Journey journey = new Journey(place, this::site)) {
            journey.make(cell);
        }
    }
}
