package org.openztp.container;

import java.io.IOException;

class StandaloneIT extends ContainerJourney {
    static final String NAME = "standalone";

    StandaloneIT() {
        super(NAME);
    }

    @Override
    Site site(Place place) throws IOException {
        return new StandaloneSite(place);
    }
}
