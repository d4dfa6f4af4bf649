package org.openztp.container;

import java.io.IOException;
import org.jboss.arquillian.container.test.api.ContainerController;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("wildfly")
@ExtendWith(ArquillianExtension.class)
abstract class WildFlyJourney extends ContainerJourney {
    @ArquillianResource
    private ContainerController controller;

    @ArquillianResource
    private Deployer deployer;

    WildFlyJourney(Cell cell) {
        super(cell);
    }

    @Deployment(name = WildFlySite.NAME, managed = false, testable = false)
    @TargetsContainer(WildFlySite.NAME)
    public static WebArchive war() {
        return WarAsBuilt.archive();
    }

    @Override
    Site site(Place place) throws IOException {
        return new WildFlySite(place, controller, deployer);
    }
}
