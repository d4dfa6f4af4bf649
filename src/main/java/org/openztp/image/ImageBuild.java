package org.openztp.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.http.Json;

/**
 * One image that was asked for, by however many: waiting, at work, made, or come to nothing. Every transition is one verb
 * here. A request has one row for ever and ever; out of date, it begins anew.
 */
@Entity
@DynamicUpdate
@Table(name = "image_build")
public class ImageBuild {
    /** An image for every request of so many versions is the same for so long: what was asked for is in it. */
    private static final Duration KEPT_VERSIONS = Duration.ofDays(7);

    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration KEPT_DEFAULTS = Duration.ofMinutes(30);
    private static final Duration KEPT_FAILURE = Duration.ofHours(1);
    private static final int LONGEST_WORDS = 1000;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String hash;

    @Enumerated(EnumType.STRING)
    private BuildState state;

    private String step;

    @Column(name = "os_version")
    private String osVersion;

    private String target;
    private String profile;
    private String request;
    private byte[] defaults;
    private String asker;
    private String client;
    private long turn;
    private int attempts;

    @Column(name = "queued_at")
    private Instant queuedAt;

    @Column(name = "next_at")
    private Instant nextAt;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "ended_at")
    private Instant endedAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    @Column(name = "used_at")
    private Instant usedAt;

    private String worker;

    @Column(name = "leased_until")
    private Instant leasedUntil;

    @Enumerated(EnumType.STRING)
    private BuildFault fault;

    private String words;
    private Integer seconds;
    private long bytes;
    private boolean pinned;

    @Version
    private long version;

    protected ImageBuild() {}

    /** Nobody has asked for it before. */
    ImageBuild(ImageRequest wanted, Instant now) {
        this(wanted, wanted.hash(), now);
    }

    private ImageBuild(ImageRequest wanted, String hash, Instant now) {
        this.hash = hash;
        this.osVersion = wanted.version();
        this.target = wanted.target();
        this.profile = wanted.profile();
        this.state = BuildState.QUEUED;
        this.usedAt = now;
        this.queuedAt = now;
    }

    /** With secrets of this server inside: each is one of its own, and nobody finds it who asks for the same. */
    static ImageBuild seed(ImageRequest wanted, Instant now) {
        return new ImageBuild(wanted, SeedName.fresh(), now);
    }

    /**
     * Waits for its turn, for the first time or anew.
     *
     * @param sealed what is to run at the first start; null for nothing
     */
    void ask(ImageRequest wanted, byte[] sealed, String who, long place, Instant now) {
        if (id != null) {
            to(BuildState.QUEUED);
        }
        request = Json.text(wanted.starting(null));
        defaults = sealed;
        client = wanted.client();
        asker = who;
        turn = place;
        attempts = 0;
        queuedAt = now;
        nextAt = null;
        startedAt = null;
        endedAt = null;
        expiresAt = null;
        fault = null;
        words = null;
        seconds = null;
        bytes = 0;
        usedAt = now;
    }

    void start(String who, Instant until, Instant now) {
        to(BuildState.STARTED);
        attempts++;
        worker = who;
        leasedUntil = until;
        startedAt = now;
        step = BuildStep.INIT.word();
    }

    /** Is tried again; nobody who waits learns of it. */
    void putBack(String why, Instant next) {
        to(BuildState.QUEUED);
        words = shortened(why);
        nextAt = next;
        free();
    }

    /** Was not even tried: the server was stopped. */
    void giveBack() {
        to(BuildState.QUEUED);
        attempts--;
        free();
    }

    void done(long size, Instant now) {
        end(BuildState.DONE, now);
        bytes = size;
        words = null;
        seconds = (int) Duration.between(startedAt, now).toSeconds();
        expiresAt = now.plus(kept());
    }

    /** A snapshot's packages are other ones tomorrow. */
    private Duration kept() {
        if (defaults != null) {
            return isSeed() ? KEPT : KEPT_DEFAULTS;
        }
        boolean isSnapshot = osVersion.endsWith("SNAPSHOT");
        return request().packages().versions().isEmpty() || isSnapshot ? KEPT : KEPT_VERSIONS;
    }

    void fail(BuildFault why, String inWords, Instant now) {
        end(BuildState.FAILED, now);
        fault = why;
        words = shortened(inWords);
        expiresAt = why.isOfTheRequest() ? now.plus(KEPT_FAILURE) : now;
    }

    void cancel(String who, Instant now) {
        end(BuildState.CANCELLED, now);
        words = "cancelled by " + who;
        expiresAt = now;
    }

    private void end(BuildState how, Instant now) {
        to(how);
        endedAt = now;
        free();
    }

    private void free() {
        worker = null;
        leasedUntil = null;
        step = null;
    }

    private void to(BuildState next) {
        if (!state.next().contains(next)) {
            throw new IllegalStateException("image " + id + ": from " + state + " to " + next);
        }
        state = next;
    }

    private static String shortened(String text) {
        return text != null && text.length() > LONGEST_WORDS ? text.substring(0, LONGEST_WORDS) : text;
    }

    /** Kept, or not kept any more, beyond its time. */
    void pin(boolean keep) {
        pinned = keep;
    }

    /** Somebody asked for it. */
    void use(Instant now) {
        usedAt = now;
    }

    /** Whether it answers who asks now: it is on its way, or it is not out of date. */
    public boolean isFresh(Instant now) {
        return !state.isEnd() || pinned && state == BuildState.DONE || now.isBefore(expiresAt);
    }

    public long id() {
        return id;
    }

    /** The request's hash, 64 hexadecimal digits, by which its files are found; a seed's name, which is none. */
    public String hash() {
        return hash;
    }

    /** Whether it holds secrets of this server, and is for its operators alone. */
    public boolean isSeed() {
        return SeedName.is(hash);
    }

    public BuildState state() {
        return state;
    }

    /** In asu's words; null while nobody is at work on it. */
    public String step() {
        return step;
    }

    /** What was asked for, but for what is to run at the first start. */
    public ImageRequest request() {
        try {
            return Json.MAPPER.readValue(request, ImageRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("image " + id + ": its request", e);
        }
    }

    Optional<byte[]> sealedDefaults() {
        return Optional.ofNullable(defaults);
    }

    public boolean hasDefaults() {
        return defaults != null;
    }

    public String osVersion() {
        return osVersion;
    }

    public String target() {
        return target;
    }

    public String profile() {
        return profile;
    }

    public String asker() {
        return asker;
    }

    public String client() {
        return client;
    }

    long turn() {
        return turn;
    }

    public int attempts() {
        return attempts;
    }

    public Instant queuedAt() {
        return queuedAt;
    }

    public Instant startedAt() {
        return startedAt;
    }

    public Instant endedAt() {
        return endedAt;
    }

    /** Until when it is the answer; null before it has ended. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** When it was asked for last, to some minutes. */
    public Instant usedAt() {
        return usedAt;
    }

    /** The name of its builder; null while nobody is at work on it. */
    String worker() {
        return worker;
    }

    /** Why it came to nothing; null for all else. */
    public BuildFault fault() {
        return fault;
    }

    /** The same for people, or why it waits once more. */
    public String words() {
        return words;
    }

    public boolean isPinned() {
        return pinned;
    }

    public long bytes() {
        return bytes;
    }
}
