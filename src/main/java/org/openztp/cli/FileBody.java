package org.openztp.cli;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** A file that is sent as it is read, and how many of its bytes are gone. */
final class FileBody implements BodyPublisher {
    private final BodyPublisher file;
    private final AtomicLong sent = new AtomicLong();

    FileBody(Path path) {
        try {
            this.file = BodyPublishers.ofFile(path);
        } catch (FileNotFoundException e) {
            throw ApiError.failed(path + ": cannot be read");
        }
    }

    long sent() {
        return sent.get();
    }

    @Override
    public long contentLength() {
        return file.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> connection) {
        file.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                connection.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer piece) {
                sent.addAndGet(piece.remaining());
                connection.onNext(piece);
            }

            @Override
            public void onError(Throwable failure) {
                connection.onError(failure);
            }

            @Override
            public void onComplete() {
                connection.onComplete();
            }
        });
    }
}
