package org.openztp.signal;

import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.openztp.config.Home;

/** The ways out, for each target its own. */
public final class Channels implements Channel, AutoCloseable {
    private final Targets targets;
    private final WebhookChannel webhooks;
    private final Channel mails;

    public Channels(Home home, InstantSource clock) {
        targets = Targets.of(home, clock);
        webhooks = new WebhookChannel(targets.secrets(), clock, PATIENCE);
        mails = new MailChannel(targets.secrets(), (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** Who is at their ends. */
    Targets targets() {
        return targets;
    }

    /** What is wrong in {@code conf/signals.yaml}. */
    public List<String> faults() {
        return targets.faults();
    }

    @Override
    public Outcome send(Target target, Delivery delivery) throws InterruptedException {
        return target.webhook() == null ? mails.send(target, delivery) : webhooks.send(target, delivery);
    }

    @Override
    public void close() {
        webhooks.close();
    }
}
