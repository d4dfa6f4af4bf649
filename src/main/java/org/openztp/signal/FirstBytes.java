package org.openztp.signal;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The beginning of an answer as one line of text; what comes after it is not read. */
final class FirstBytes implements BodySubscriber<String> {
    static final int MOST = 200;

    private final CompletableFuture<String> body = new CompletableFuture<>();
    private final byte[] bytes = new byte[MOST];
    private int count;
    private Flow.Subscription subscription;

    @Override
    public CompletionStage<String> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription upstream) {
        subscription = upstream;
        upstream.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        for (ByteBuffer piece : pieces) {
            int some = Math.min(piece.remaining(), MOST - count);
            piece.get(bytes, count, some);
            count += some;
        }
        if (count == MOST) {
            subscription.cancel();
            onComplete();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        String text = new String(bytes, 0, count, StandardCharsets.UTF_8);
        body.complete(text.replaceAll("\\p{Cntrl}+", " ").strip());
    }
}
