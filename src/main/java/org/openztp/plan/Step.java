package org.openztp.plan;

import org.openztp.action.Fragment;

/** One step of a plan; positions begin with 1. */
public record Step(int position, String name, String action, Fragment fragment, Messages messages) {
    /** What is done before all that a definition says, and once. */
    static final String HANDOVER = "handover";

    Step at(int other) {
        return new Step(other, name, action, fragment, messages);
    }
}
