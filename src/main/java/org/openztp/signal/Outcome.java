package org.openztp.signal;

/** What came of one attempt, in words. */
record Outcome(Kind kind, String words) {
    enum Kind {
        DELIVERED,
        /** It may be taken later. */
        FAILED,
        /** It will never be taken. */
        REFUSED
    }

    static Outcome delivered(String words) {
        return new Outcome(Kind.DELIVERED, words);
    }

    static Outcome failed(String words) {
        return new Outcome(Kind.FAILED, words);
    }

    static Outcome refused(String words) {
        return new Outcome(Kind.REFUSED, words);
    }

    boolean isDelivered() {
        return kind == Kind.DELIVERED;
    }
}
