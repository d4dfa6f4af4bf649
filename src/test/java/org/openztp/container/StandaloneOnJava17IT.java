package org.openztp.container;

class StandaloneOnJava17IT extends StandaloneJourney {
    StandaloneOnJava17IT() {
        super(new Cell(Table.STANDALONE, 17));
    }
}
