package org.openztp.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** Cases that mostly wait, two dozen of them at once; each is a test of its own. Nothing that they change may be shared. */
public final class AtOnce {
    public record Case(String name, Executable body) {}

    private AtOnce() {}

    public static Stream<DynamicTest> tests(Stream<Case> cases) {
        ExecutorService threads = Executors.newFixedThreadPool(24);
        Stream<DynamicTest> tests =
                cases.map(each -> test(each.name(), threads.submit(callable(each.body())))).toList().stream();
        threads.shutdown();
        return tests;
    }

    private static Callable<Void> callable(Executable body) {
        return () -> {
            try {
                body.execute();
                return null;
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static DynamicTest test(String name, Future<Void> end) {
        return DynamicTest.dynamicTest(name, () -> {
            try {
                end.get();
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        });
    }
}
