package org.openztp.container;

class Tomcat11OnJava17IT extends TomcatJourney {
    Tomcat11OnJava17IT() {
        super(new Cell(Table.TOMCAT_11, 17), "11");
    }
}
