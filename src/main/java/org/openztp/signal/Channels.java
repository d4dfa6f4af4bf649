package org.openztp.signal;

import java.time.InstantSource;
import javax.net.ssl.SSLSocketFactory;

/** The ways out, for each target its own. */
public final class Channels implements Channel, AutoCloseable {
    private final WebhookChannel webhooks;
    private final Channel mails;

    public Channels(Targets targets, InstantSource clock) {
        webhooks = new WebhookChannel(targets.secrets(), clock, PATIENCE);
        mails = new MailChannel(targets.secrets(), (SSLSocketFactory) SSLSocketFactory.getDefault());
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
