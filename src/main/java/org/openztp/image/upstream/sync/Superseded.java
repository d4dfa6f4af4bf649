package org.openztp.image.upstream.sync;

/** Another sync has begun, on a node that took this one for dead: this one may write nothing more. */
final class Superseded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Superseded() {
        super("another sync has begun");
    }
}
