package org.openztp.match;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile;

/**
 * The file of patterns. A device that has a pattern of its own is held against that one only; any other against the
 * patterns for all, in the order of the file, and the first that matches is the one. Read again when it has changed.
 * For use by any thread.
 */
public final class NeighborDb {
    private final Path file;
    private final ConfFile<PatternFile> conf;

    public NeighborDb(Path file, InstantSource clock) {
        this.file = file;
        conf = new ConfFile<>(file, text -> PatternFile.parse(file, text), clock);
    }

    /**
     * What the device matches.
     *
     * @throws BadFile when the file was never good
     */
    public Optional<Match> match(Subject subject) {
        return first(conf.get(), new Known(subject)).map(DevicePattern::match);
    }

    /**
     * The same with the pattern itself, to keep.
     *
     * @throws BadFile when the file was never good
     */
    public Optional<NodePattern> admit(Subject subject) {
        PatternFile patterns = conf.get();
        return first(patterns, new Known(subject))
                .map(pattern -> NodePattern.of(pattern.match(), patterns.written(pattern)));
    }

    private static Optional<DevicePattern> first(PatternFile patterns, Known device) {
        Optional<DevicePattern> own = patterns.ofNode(device);
        if (own.isPresent()) {
            return own.filter(pattern -> pattern.holds(device));
        }
        for (DevicePattern pattern : patterns.globals()) {
            if (pattern.holds(device)) {
                return Optional.of(pattern);
            }
        }
        return Optional.empty();
    }

    /**
     * The same with every pattern of the file, in its order, and why it did not match.
     *
     * @throws BadFile when the file was never good
     */
    public List<Trial> explain(Subject subject) {
        Known device = new Known(subject);
        PatternFile patterns = conf.get();
        Optional<DevicePattern> own = patterns.ofNode(device);
        List<Trial> trials = new ArrayList<>();
        String decided = own.map(pattern -> "the device has a pattern of its own: '" + pattern.name() + "'")
                .orElse("");
        for (DevicePattern pattern : patterns.all()) {
            boolean asked = own.isPresent() ? own.get() == pattern : !pattern.isForNode() && decided.isEmpty();
            if (asked) {
                Optional<String> why = pattern.otherwise(device);
                trials.add(new Trial(pattern.name(), why.isEmpty(), why.orElse("matches")));
                if (why.isEmpty() && own.isEmpty()) {
                    decided = "not tried: '" + pattern.name() + "' matches already";
                }
            } else if (pattern.isBroken()) {
                trials.add(new Trial(
                        pattern.name(), false, pattern.otherwise(device).orElse("")));
            } else {
                String why = pattern.isForNode() ? "for node " + Term.shown(pattern.node()) + " only" : decided;
                trials.add(new Trial(pattern.name(), false, why));
            }
        }
        return trials;
    }

    /** What is wrong in the file as it is now. */
    public List<Fault> faults() {
        return conf.wrong()
                .map(wrong -> List.of(new Fault(file, wrong.line(), "", wrong.getMessage())))
                .orElseGet(() -> conf.get().faults());
    }

    /** The patterns in force that name a definition which there is not. */
    public List<Fault> faults(Predicate<String> isDefinition) {
        if (conf.wrong().isPresent()) {
            return List.of();
        }
        return conf.get().all().stream()
                .filter(pattern -> !pattern.isBroken())
                .map(DevicePattern::match)
                .filter(match -> !isDefinition.test(match.definition()))
                .map(match ->
                        new Fault(file, 0, match.pattern(), "there is no definition '" + match.definition() + "'"))
                .toList();
    }

    /** Reads a file that need not be the one in force. */
    public static Validation validate(Path file) {
        NeighborDb db = new NeighborDb(file, () -> Instant.EPOCH);
        List<Fault> faults = db.faults();
        if (db.conf.wrong().isPresent()) {
            return new Validation(List.of(), List.of(), faults);
        }
        List<DevicePattern> all = db.conf.get().all();
        return new Validation(named(all, pattern -> !pattern.isBroken()), named(all, DevicePattern::isBroken), faults);
    }

    private static List<Validation.Named> named(List<DevicePattern> patterns, Predicate<DevicePattern> which) {
        return patterns.stream()
                .filter(which)
                .map(pattern ->
                        new Validation.Named(pattern.index(), pattern.name().isEmpty() ? "N/A" : pattern.name()))
                .toList();
    }
}
