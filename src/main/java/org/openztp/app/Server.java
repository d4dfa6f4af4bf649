package org.openztp.app;

/** The composition root: everything the server is, as a list of {@code new} in dependency order. */
public final class Server implements AutoCloseable {
    @Override
    public void close() {}
}
