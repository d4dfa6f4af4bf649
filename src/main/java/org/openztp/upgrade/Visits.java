package org.openztp.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.openztp.device.Device;
import org.openztp.script.ScriptRun;
import org.openztp.script.Unreachable;

/**
 * The way to a router: each call is a short session of its own, and makes sure first that the router at the other end is
 * the one that is meant. Every call may be repeated at will. All of them throw {@link Unreachable} when there is no session
 * or it broke off, and InterruptedIOException when this server is shutting down.
 */
public interface Visits {
    /**
     * Asks the router what it is and runs; changes nothing.
     *
     * @param wiped it was wiped by plan, so that it may show any host key
     */
    Seen look(Device device, boolean wiped) throws Unreachable, InterruptedIOException;

    /**
     * Brings the program where it is not yet, starts it unless it was started before, and reads what it has printed since.
     *
     * @param run has the boot in which it may run, and how much of its output is known
     */
    Heard hear(Device device, ScriptRun run, byte[] program) throws Unreachable, InterruptedIOException;

    /**
     * Brings the image to a program that waits for it.
     *
     * @param image of a router that cannot fetch it
     * @throws IOException the image cannot be read, or is not wanted any more
     */
    void bring(Device device, InputStream image) throws IOException, Unreachable;

    /**
     * Ends the program with all that it started, and keeps it from being started.
     *
     * @return whether what it did is undone; else it is to be asked again
     */
    boolean stop(Device device, ScriptRun run) throws Unreachable, InterruptedIOException;

    /** The router remembers which image it runs, and that no flash is pending. */
    void settle(Device device, String sha256) throws Unreachable, InterruptedIOException;
}
