package org.openztp.container;

class StandaloneOnJava25IT extends StandaloneJourney {
    StandaloneOnJava25IT() {
        super(new Cell(Table.STANDALONE, 25));
    }
}
