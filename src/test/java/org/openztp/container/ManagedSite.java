package org.openztp.container;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.arquillian.container.test.api.ContainerController;
import org.jboss.arquillian.container.test.api.Deployer;
import org.openztp.testkit.Ports;

/** A container that Arquillian starts, and deploys to. */
abstract class ManagedSite implements Site {
    final Place place;
    final int port = Ports.free();
    private final String name;
    private final ContainerController controller;
    private final Deployer deployer;

    /** @param name of the container and of the deployment, as Arquillian knows both */
    ManagedSite(String name, Place place, ContainerController controller, Deployer deployer) {
        this.name = name;
        this.place = place;
        this.controller = controller;
        this.deployer = deployer;
    }

    void start(Map<String, String> settings) {
        controller.start(name, new TreeMap<>(settings));
    }

    @Override
    public void stop() {
        controller.stop(name);
    }

    @Override
    public void deploy() {
        deployer.deploy(name);
    }

    @Override
    public void undeploy() {
        deployer.undeploy(name);
    }

    @Override
    public boolean hostsApplications() {
        return true;
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/ztp");
    }

    @Override
    public long pid() {
        return place.pid();
    }

    @Override
    public void close() {
        if (controller.isStarted(name)) {
            stop();
        }
    }
}
