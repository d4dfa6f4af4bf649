package org.openztp.container;

class Tomcat10OnJava25IT extends TomcatJourney {
    Tomcat10OnJava25IT() {
        super(new Cell(Table.TOMCAT_10, 25), "10.1");
    }
}
