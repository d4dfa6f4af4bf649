package org.openztp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Certificates;

/** Signals to people, by a mail server. */
class MailIT {
    private static final Instant NOW = Instant.parse("2026-03-29T01:30:00Z");
    private static final String FROM = "ztp@example.net";
    private static final List<String> TO = List.of("a@example.net", "b@example.org");
    private static final SSLSocketFactory USUAL = (SSLSocketFactory) SSLSocketFactory.getDefault();

    @TempDir
    Path folder;

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() throws IOException {
        server.start();
        server.setUser(FROM, "ztp", "the password");
        Files.writeString(folder.resolve("signal-mail"), "the password\n");
        Files.writeString(folder.resolve("signal-wrong"), "another word\n");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private int port() {
        return server.getSmtp().getPort();
    }

    private static Delivery delivery() {
        Signal signal = Signal.of("upgrade.failed", "Upgrade 7 of ap-ü🦄\r\nBcc: x@y.example: failed")
                .with("name", "ap-ü🦄\r\nBcc: x@y.example")
                .with("upgrade", 7);
        return new Delivery("people", signal, Outbox.body(signal, NOW), NOW);
    }

    private Outcome send(Mail mail, SSLSocketFactory tls, Delivery delivery) {
        return new MailChannel(new Secret(folder), tls).send(new Target("people", null, null, mail), delivery);
    }

    private static Mail mail(int port, String security, String password) {
        return new Mail("127.0.0.1", port, security, password == null ? null : "ztp", password, FROM, TO);
    }

    @Test
    void aSignalComesAsPlainTextToEachOfThemAndToNobodyElse() throws Exception {
        Delivery delivery = delivery();
        assertThat(send(mail(port(), Mail.NONE, null), USUAL, delivery).isDelivered())
                .isTrue();
        assertThat(send(mail(port(), Mail.NONE, null), USUAL, delivery).isDelivered())
                .isTrue();

        MimeMessage[] received = server.getReceivedMessages();
        assertThat(received).as("two mails for two").hasSize(4);
        MimeMessage mail = received[0];
        assertThat(mail.getSubject()).isEqualTo("[OpenZTP] Upgrade 7 of ap-ü🦄  Bcc: x@y.example: failed");
        assertThat(mail.getFrom()[0]).hasToString(FROM);
        assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactlyElementsOf(TO);
        assertThat(mail.getRecipients(Message.RecipientType.BCC)).isNull();
        assertThat(mail.getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(mail.getContent().toString().lines())
                .contains("kind: upgrade.failed", "at: " + NOW, "upgrade: 7", "name: ap-ü🦄");
        assertThat(mail.getHeader("X-OpenZTP-Delivery")).containsExactly(delivery.uuid());
        assertThat(received)
                .as("a double is noticed")
                .allSatisfy(each -> assertThat(each.getMessageID()).isEqualTo("<" + delivery.uuid() + "@example.net>"));
    }

    @Test
    void aPasswordGoesOutByTlsToAServerWhoseCertificateIsGood() throws Exception {
        SSLContext context = new Certificates(folder).context();
        try (TlsFront tls = new TlsFront(context, port())) {
            Mail mail = mail(tls.port(), Mail.TLS, "signal-mail");
            Outcome outcome = send(mail, context.getSocketFactory(), delivery());
            assertThat(outcome.isDelivered()).as(outcome.words()).isTrue();
            assertThat(server.getReceivedMessages()).hasSize(2);

            Outcome strange = send(mail, USUAL, delivery());
            assertThat(strange.kind()).isEqualTo(Outcome.Kind.FAILED);
            Outcome refused = send(mail(tls.port(), Mail.TLS, "signal-wrong"), context.getSocketFactory(), delivery());
            assertThat(refused.kind()).isEqualTo(Outcome.Kind.FAILED);
            assertThat(refused.words()).contains("did not take it").doesNotContain("another word");
            assertThat(server.getReceivedMessages()).hasSize(2);
        }
    }

    @Test
    void aPasswordGoesOutAfterStarttlsAndNotBefore() throws Exception {
        SSLContext context = new Certificates(folder).context();
        try (StartTlsFront front = new StartTlsFront(context, port())) {
            Mail mail = mail(front.port(), Mail.STARTTLS, "signal-mail");
            Outcome outcome = send(mail, context.getSocketFactory(), delivery());
            assertThat(outcome.isDelivered()).as(outcome.words()).isTrue();
            assertThat(server.getReceivedMessages()).hasSize(2);

            Outcome strange = send(mail, USUAL, delivery());
            assertThat(strange.kind()).isEqualTo(Outcome.Kind.FAILED);
            assertThat(server.getReceivedMessages()).hasSize(2);
            assertThat(front.heardInClear())
                    .containsExactly("EHLO example.net", "STARTTLS", "EHLO example.net", "STARTTLS");
        }
    }

    @Test
    void whereTlsIsWantedAndNotOfferedNothingIsSent() {
        Outcome outcome = send(mail(port(), Mail.STARTTLS, "signal-mail"), USUAL, delivery());
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.words()).contains("STARTTLS");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void withoutAServerOrAPasswordItIsAFailureInWords() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        assertThat(send(mail(nobody, Mail.NONE, null), USUAL, delivery()).words())
                .startsWith("the mail server did not take it: ");
        assertThat(send(mail(port(), Mail.TLS, "signal-gone"), USUAL, delivery())
                        .words())
                .contains("keys/signal-gone: there is no such file");
    }
}
