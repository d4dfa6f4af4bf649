package org.openztp.app;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * Takes our classes out of caches that belong to the JDK and not to us. The method handles by which records are compared,
 * hashed and printed remember the last types they were asked for; in Java 17 that alone keeps an undeployed WAR in memory.
 */
final class JdkCaches {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private JdkCaches() {}

    /** Asks each of them for a type of the JDK. */
    static void forgetUs() {
        link("equals", MethodType.methodType(boolean.class, String.class, Object.class));
        link("hashCode", MethodType.methodType(int.class, String.class));
        link("toString", MethodType.methodType(String.class, String.class));
    }

    /** As if String were a record with one component, a string. */
    private static void link(String method, MethodType type) {
        MethodHandle component = MethodHandles.identity(String.class);
        try {
            ObjectMethods.bootstrap(LOOKUP, method, type, String.class, "component", component);
        } catch (Throwable e) {
            throw new IllegalStateException(method, e);
        }
    }
}
