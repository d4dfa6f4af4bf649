package org.openztp.container;

class Tomcat10OnJava17IT extends TomcatJourney {
    Tomcat10OnJava17IT() {
        super(new Cell(Table.TOMCAT_10, 17), "10.1");
    }
}
