package org.openztp.launcher;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;

/**
 * Answers under way when the application has ended. Tomcat writes the end of an asynchronous one on a thread of the
 * connector's, after the application has said that it is complete; a connector that is stopped before that drops it.
 */
final class LastAnswers {
    private static final Duration A_MOMENT = Duration.ofMillis(5);

    private LastAnswers() {}

    /** @param atMost returns then at the latest: a client that does not read is not waited for */
    static void await(Connector connector, StandardContext context, Duration atMost) {
        ThreadPoolExecutor threads =
                (ThreadPoolExecutor) connector.getProtocolHandler().getExecutor();
        long last = System.nanoTime() + atMost.toNanos();
        while (isUnderWay(context, threads) && System.nanoTime() < last) {
            LockSupport.parkNanos(A_MOMENT.toNanos());
        }
    }

    /** In this order: what is no longer counted by the first is still a task of the second until it is written. */
    private static boolean isUnderWay(StandardContext context, ThreadPoolExecutor threads) {
        return context.getInProgressAsyncCount() > 0 || threads.getSubmittedCount() > 0;
    }
}
