package org.openztp.container;

class Tomcat11IT extends TomcatJourney {
    static final String NAME = "Tomcat 11";

    Tomcat11IT() {
        super(NAME, "11");
    }
}
