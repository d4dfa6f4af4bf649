package org.openztp.pool;

/** Every value of the pool is taken; the transaction it happened in is to be given up. */
public final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String pool;

    Exhausted(String pool, PoolFile file) {
        super("pool " + pool + " is exhausted: all of its " + file.free() + " values are taken");
        this.pool = pool;
    }

    public String pool() {
        return pool;
    }
}
