package org.openztp.observe;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at one thing and changes nothing. */
public interface Check {
    List<Finding> findings();

    /** One look after the other, each finding told when it is there; a look that breaks off is a finding too. */
    static void all(List<Check> checks, Consumer<Finding> found) {
        for (Check check : checks) {
            try {
                check.findings().forEach(found);
            } catch (RuntimeException e) {
                Logger log = LoggerFactory.getLogger(Check.class);
                log.warn("a check broke off: {}", check.getClass().getSimpleName(), e);
                found.accept(Finding.wrong(
                        "check", check.getClass().getSimpleName() + " broke off", null, "the log tells more"));
            }
        }
    }
}
