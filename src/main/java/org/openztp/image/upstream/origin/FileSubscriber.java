package org.openztp.image.upstream.origin;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.openztp.openwrt.Sha256;

/** A body as it comes: to a file, into its checksum, and not beyond a limit. Used once. */
final class FileSubscriber implements BodySubscriber<FileSubscriber.Body> {
    /** What was received. */
    record Body(String sha256, long bytes) {}

    /** There is more of it than is taken. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong(long most) {
            super("has more than " + most + " bytes");
        }
    }

    private final Path into;
    private final long most;
    private final MessageDigest digest = Sha256.digest();
    private final CompletableFuture<Body> body = new CompletableFuture<>();
    private Flow.Subscription source;
    private FileChannel out;
    private long bytes;

    /** @param into null for nowhere */
    FileSubscriber(Path into, long most) {
        this.into = into;
        this.most = most;
    }

    @Override
    public CompletionStage<Body> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        try {
            out = into == null ? null : FileChannel.open(into, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            source.request(1);
        } catch (IOException e) {
            breakOff(e);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        try {
            for (ByteBuffer piece : pieces) {
                bytes += piece.remaining();
                if (bytes > most) {
                    throw new TooLong(most);
                }
                digest.update(piece.duplicate());
                while (out != null && piece.hasRemaining()) {
                    out.write(piece);
                }
            }
            source.request(1);
        } catch (IOException e) {
            breakOff(e);
        }
    }

    private void breakOff(IOException reason) {
        source.cancel();
        onError(reason);
    }

    @Override
    public void onError(Throwable reason) {
        try {
            close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
        body.completeExceptionally(reason);
    }

    @Override
    public void onComplete() {
        try {
            close();
            body.complete(new Body(HexFormat.of().formatHex(digest.digest()), bytes));
        } catch (IOException e) {
            body.completeExceptionally(e);
        }
    }

    private void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
