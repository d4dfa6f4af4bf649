package org.openztp.plan;

/** What is wrong in an operator's file; line 0 for the whole file. */
public record Fault(String file, int line, String words) {
    static Fault at(Place place, String words) {
        return new Fault(place.file(), place.line(), words);
    }

    @Override
    public String toString() {
        return new Place(file, line) + ": " + words;
    }
}
