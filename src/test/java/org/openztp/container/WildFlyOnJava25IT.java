package org.openztp.container;

class WildFlyOnJava25IT extends WildFlyJourney {
    WildFlyOnJava25IT() {
        super(new Cell(Table.WILDFLY, 25));
    }
}
