package org.openztp.container;

class Tomcat10IT extends TomcatJourney {
    static final String NAME = "Tomcat 10.1";

    Tomcat10IT() {
        super(NAME, "10.1");
    }
}
