package org.openztp.image;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What came of a build: apart from it, because it is long, and wanted once it has ended only. */
@Entity
@Table(name = "image_result")
public class ImageResult {
    /** Of each stream. */
    private static final int LONGEST = 64 * 1024;

    @Id
    @Column(name = "build_id")
    private long buildId;

    private String answer;
    private String stdout;
    private String stderr;

    protected ImageResult() {}

    /** @param answer null for what came to nothing */
    ImageResult(long buildId, String answer, Builder.Output output) {
        this.buildId = buildId;
        this.answer = answer;
        this.stdout = shortened(output.stdout());
        this.stderr = shortened(output.stderr());
    }

    private static String shortened(String text) {
        int half = LONGEST / 2;
        return text.length() <= LONGEST
                ? text
                : text.substring(0, half) + "\n… left out …\n" + text.substring(text.length() - half);
    }

    /** A JSON object, as asu describes an image; null for what came to nothing. */
    public String answer() {
        return answer;
    }

    public String stdout() {
        return stdout;
    }

    public String stderr() {
        return stderr;
    }
}
