package org.openztp.image;

import java.nio.file.Path;

/** Makes images. What one call leaves behind when it is killed is in the folder it was given, and nowhere else. */
public interface Builder {
    /**
     * Makes the image; takes minutes. Who does not want it any more interrupts the thread.
     *
     * @throws Failed it cannot be made as it was asked for; the same again fails again
     * @throws Down it cannot be made now, through no fault of who asked
     */
    Built build(Order order, Watch watch) throws Failed, Down, InterruptedException;

    /** Whether what it is given stays on this machine; seeds are made by no other. */
    default boolean keepsSecrets() {
        return true;
    }

    /**
     * What to make, and where.
     *
     * @param hash the request's
     * @param folder empty, and this build's alone
     */
    record Order(ImageRequest request, String hash, Path folder) {}

    /**
     * What was made.
     *
     * @param answer a JSON object, as asu describes an image
     * @param files the folder of all that may be fetched, and of nothing else
     * @param output what the tools printed
     */
    record Built(String answer, Path files, Output output) {}

    /** What was printed, the middle left out of what is long. */
    record Output(String stdout, String stderr) {
        public static final Output NONE = new Output("", "");
    }

    /** Who wants the image, and is told how far it is. */
    interface Watch {
        void step(BuildStep step);
    }

    /** The request's own fault. */
    final class Failed extends Exception {
        private static final long serialVersionUID = 1L;
        private final BuildFault fault;
        private final transient Output output;

        public Failed(BuildFault fault, String words, Output output) {
            super(words);
            this.fault = fault;
            this.output = output;
        }

        public BuildFault fault() {
            return fault;
        }

        public Output output() {
            return output;
        }
    }

    /** A fault of the machine, the network or an upstream; it is tried again, and never the answer for who asks next. */
    final class Down extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Output output;

        public Down(String words, Output output) {
            super(words);
            this.output = output;
        }

        public Down(String words, Throwable cause) {
            super(words, cause);
            this.output = Output.NONE;
        }

        public Output output() {
            return output;
        }
    }
}
