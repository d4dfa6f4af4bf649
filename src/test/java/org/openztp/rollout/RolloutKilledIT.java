package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.job.JobType;
import org.openztp.job.Next;
import org.openztp.testkit.TestDb;

/** A server that is killed with -9 right before or right after each commit of a roll-out in turn. */
class RolloutKilledIT extends RolloutStage {
    private static final int DEVICES = 3;

    /** No step of the product sees it: the process has ended. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private boolean isAtWork;
    private boolean afterwards;
    private int left;
    private boolean isKilled;

    @Override
    TestDb open(Path folder) {
        return TestDb.h2(source -> wrap(DataSource.class, source));
    }

    /** Whatever gives a connection gives one that may be the last. */
    private <T> T wrap(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, values) -> {
                    boolean last = method.getName().equals("commit") && isAtWork && !isKilled && left-- == 0;
                    isKilled |= last;
                    if (last && !afterwards) {
                        throw new Killed();
                    }
                    try {
                        Object result = method.invoke(real, values);
                        if (last) {
                            throw new Killed();
                        }
                        return result instanceof Connection given ? wrap(Connection.class, given) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** The next server takes it up, as it takes up every job whose node is dead. */
    @Override
    JobType rolloutJob() {
        JobType real = super.rolloutJob();
        return new JobType() {
            @Override
            public String name() {
                return real.name();
            }

            @Override
            public Next run(long id) throws Exception {
                isAtWork = true;
                try {
                    return real.run(id);
                } catch (Killed e) {
                    return Next.again(clock.instant());
                } finally {
                    isAtWork = false;
                }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachRouterIsFlashedOnceAndEachStepIsToldOnceWheneverTheServerIsKilled(boolean after) throws Exception {
        afterwards = after;
        List<String> undisturbed = rollOut(Integer.MAX_VALUE);
        int commit = 0;
        do {
            assertThat(rollOut(commit)).as("killed at commit " + commit).isEqualTo(undisturbed);
            commit++;
        } while (isKilled);
        assertThat(commit).as("commits of one roll-out").isGreaterThan(10);
    }

    /** Gives what happened to it, in words. */
    private List<String> rollOut(int commit) throws Exception {
        setUp();
        isKilled = false;
        left = commit;
        List<Long> devices = devices(DEVICES);
        long id = ask(plan(List.of(new Stage(null, 1, null, 100, 0)), null, overall(2)));
        until(id, RolloutState.FINISHED);
        assertThat(devices).as("killed at commit " + commit).allMatch(device -> fleet.flashes(device) == 1);
        assertThat(view(id).count("SUCCESS")).isEqualTo(DEVICES);
        return test.db().tx(tx -> rollouts.events(tx, id)).stream()
                .map(RolloutEventView::message)
                .toList();
    }
}
