package org.openztp.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Date;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.openztp.http.Json;

/** Sends the signal as a plain text mail. Its Message-ID is made of the delivery's id, the same at each attempt. */
final class MailChannel implements Channel {
    private final Secret secrets;
    private final SSLSocketFactory tls;

    /** @param tls decides which certificates are good */
    MailChannel(Secret secrets, SSLSocketFactory tls) {
        this.secrets = secrets;
        this.tls = tls;
    }

    @Override
    public Outcome send(Target target, Delivery delivery) {
        Mail mail = target.mail();
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        current.setContextClassLoader(MailChannel.class.getClassLoader());
        try {
            String password = mail.passwordFile() == null ? null : secrets.read(mail.passwordFile());
            String protocol = mail.security().equals(Mail.TLS) ? "smtps" : "smtp";
            Session session = Session.getInstance(properties(mail, "mail." + protocol + "."));
            MimeMessage message = message(session, mail, delivery);
            try (Transport transport = session.getTransport(protocol)) {
                transport.connect(mail.host(), mail.port(), mail.user(), password);
                transport.sendMessage(message, message.getAllRecipients());
            }
            return Outcome.delivered("the mail server took it");
        } catch (Secret.NoSecret e) {
            return Outcome.failed(e.getMessage());
        } catch (MessagingException e) {
            return Outcome.failed("the mail server did not take it: " + line(e.getMessage()));
        } finally {
            current.setContextClassLoader(before);
        }
    }

    private Properties properties(Mail mail, String prefix) {
        String patience = String.valueOf(PATIENCE.toMillis());
        Properties properties = new Properties();
        properties.setProperty(prefix + "connectiontimeout", patience);
        properties.setProperty(prefix + "timeout", patience);
        properties.setProperty(prefix + "writetimeout", patience);
        properties.setProperty(prefix + "auth", String.valueOf(mail.user() != null));
        properties.setProperty(prefix + "localhost", domain(mail));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        boolean upgraded = mail.security().equals(Mail.STARTTLS);
        properties.setProperty(prefix + "starttls.enable", String.valueOf(upgraded));
        properties.setProperty(prefix + "starttls.required", String.valueOf(upgraded));
        properties.put(prefix + "ssl.socketFactory", tls);
        return properties;
    }

    private static MimeMessage message(Session session, Mail mail, Delivery delivery) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(mail.from()));
        for (String to : mail.to()) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(to));
        }
        message.setSubject("[OpenZTP] " + delivery.subject(), UTF_8.name());
        message.setText(text(delivery), UTF_8.name());
        message.setSentDate(Date.from(delivery.createdAt()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("X-OpenZTP-Event", delivery.kind());
        message.setHeader("X-OpenZTP-Delivery", delivery.uuid());
        message.saveChanges();
        message.setHeader("Message-ID", "<" + delivery.uuid() + "@" + domain(mail) + ">");
        return message;
    }

    private static String text(Delivery delivery) {
        StringBuilder text = new StringBuilder(delivery.subject()).append("\n\n");
        text.append("kind: ").append(delivery.kind()).append("\nat: ").append(delivery.createdAt());
        try {
            Json.MAPPER
                    .readTree(delivery.body())
                    .path("fields")
                    .properties()
                    .forEach(field -> text.append('\n')
                            .append(field.getKey())
                            .append(": ")
                            .append(field.getValue().asText()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return text.append('\n').toString();
    }

    private static String domain(Mail mail) {
        return mail.from().substring(mail.from().indexOf('@') + 1);
    }

    private static String line(String words) {
        return words == null
                ? "it does not say why"
                : words.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
