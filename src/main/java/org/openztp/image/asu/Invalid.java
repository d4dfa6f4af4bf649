package org.openztp.image.asu;

import com.fasterxml.jackson.databind.node.ArrayNode;

/** A body that is no request; the message names all that is to be mended. */
final class Invalid extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ArrayNode errors;

    Invalid(String words, ArrayNode errors) {
        super(words);
        this.errors = errors;
    }

    /** As FastAPI lists them. */
    ArrayNode errors() {
        return errors;
    }
}
