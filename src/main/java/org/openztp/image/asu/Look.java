package org.openztp.image.asu;

import java.util.function.Function;
import org.openztp.image.ImageBuild;
import org.openztp.image.ImageResult;
import org.openztp.image.asu.wire.Reply;

/** How a build stands. */
final class Look {
    private final ImageBuild build;
    private final long ahead;
    private final ImageResult result;
    private volatile Reply reply;

    /**
     * @param ahead how many are made before it; 0 for one that does not wait
     * @param result null for one that has not ended
     */
    Look(ImageBuild build, long ahead, ImageResult result) {
        this.build = build;
        this.ahead = ahead;
        this.result = result;
    }

    ImageBuild build() {
        return build;
    }

    long ahead() {
        return ahead;
    }

    ImageResult result() {
        return result;
    }

    String hash() {
        return build.hash();
    }

    /** What it is told as in today's dialect, put into words once: thousands may ask while it stands so. */
    Reply told(Function<Look, Reply> words) {
        Reply told = reply;
        if (told == null) {
            told = words.apply(this);
            reply = told;
        }
        return told;
    }
}
