package org.openztp.container;

import java.io.IOException;

abstract class StandaloneJourney extends ContainerJourney {
    StandaloneJourney(Cell cell) {
        super(cell);
    }

    @Override
    Site site(Place place) throws IOException {
        return new StandaloneSite(place);
    }
}
