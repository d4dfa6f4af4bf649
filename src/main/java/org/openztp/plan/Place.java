package org.openztp.plan;

/** Where something is written; line 0 for the whole file. */
record Place(String file, int line) {
    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
