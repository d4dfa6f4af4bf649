package org.openztp.testkit;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** Tests of one lab, with a server in it for each test that answers 404 until the test says what. */
@Tag("lab")
public abstract class WithLab {
    protected static Lab lab;
    protected StandIn server;

    @BeforeAll
    static void startLab() throws IOException {
        lab = Lab.start();
    }

    @AfterAll
    static void endLab() throws IOException {
        lab.close();
    }

    @BeforeEach
    void startServer() throws IOException {
        server = new StandIn(lab.serverAddress(), request -> StandIn.Answer.of(404, ""));
    }

    @AfterEach
    void endServer() {
        server.close();
    }
}
