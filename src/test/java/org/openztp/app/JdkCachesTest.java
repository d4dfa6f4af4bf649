package org.openztp.app;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class JdkCachesTest {
    /** Stands for each of our records. */
    public record Sample(Sample inner) {}

    /** Loads the record once more, as a container does for each deployment. */
    private static final class Deployment extends ClassLoader {
        Deployment() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try (InputStream in = JdkCachesTest.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_17, disabledReason = "later Javas remember the types softly")
    void aRecordThatWasComparedHashedAndPrintedGoesWithItsDeployment() throws ReflectiveOperationException {
        WeakReference<ClassLoader> deployment = new WeakReference<>(deployAndUse());

        JdkCaches.forgetUs();

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            System.gc();
            return deployment.get() == null;
        });
    }

    private static ClassLoader deployAndUse() throws ReflectiveOperationException {
        Deployment deployment = new Deployment();
        Class<?> type = deployment.loadClass(Sample.class.getName());
        Object one = type.getConstructors()[0].newInstance((Object) null);
        Object other = type.getConstructors()[0].newInstance(one);
        if (one.equals(other) || one.hashCode() == other.toString().hashCode()) {
            throw new IllegalStateException("they differ");
        }
        return deployment;
    }
}
