package org.openztp.container;

class Tomcat11OnJava25IT extends TomcatJourney {
    Tomcat11OnJava25IT() {
        super(new Cell(Table.TOMCAT_11, 25), "11");
    }
}
