package org.openztp.container;

class WildFlyOnJava17IT extends WildFlyJourney {
    WildFlyOnJava17IT() {
        super(new Cell(Table.WILDFLY, 17));
    }
}
