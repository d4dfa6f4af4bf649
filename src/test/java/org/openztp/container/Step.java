package org.openztp.container;

/** The steps of the journey, in their order; the rows of the table. */
enum Step {
    SAME_BYTES("deployed byte for byte"),
    BOOTSTRAP("bootstrap"),
    REGISTER("register"),
    PROVISION("provision over SSH"),
    LIVE_EVENTS("live events"),
    FIRMWARE("firmware by range"),
    SWITCH("ZTPServer's dialect"),
    WAITING_JOB("restart, a job waiting"),
    LOGGING("the container's logging"),
    RUNNING_JOB("undeploy, a job running"),
    REDEPLOYS("ten redeploys, no leak"),
    OWN_FOLDER("no file elsewhere");

    private final String words;

    Step(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
