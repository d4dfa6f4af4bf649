package org.openztp.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openztp.config.ConfFile.Wrong;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/** From the parser's events to {@link Yaml}, with a limit on depth and number that no alias and no merge gets round. */
final class YamlReader {
    static final int DEEPEST = 50;
    static final int MOST = 500_000;
    /** The parser's work grows with the square of a line's length. */
    static final int LONGEST_LINE = 100_000;

    private static final String MERGE = "<<";

    private final String text;
    private final ParserImpl parser;
    private final Map<String, Yaml> anchors = new HashMap<>();
    private int count;

    YamlReader(String text) {
        this.text = text;
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        parser = new ParserImpl(new StreamReader(text), options);
    }

    Yaml document() throws Wrong {
        checkLines();
        try {
            parser.getEvent();
            if (parser.checkEvent(Event.ID.StreamEnd)) {
                return new Yaml.Scalar(1, "", false);
            }
            parser.getEvent();
            Yaml root = value(parser.getEvent(), 1);
            parser.getEvent();
            if (!parser.checkEvent(Event.ID.StreamEnd)) {
                throw new Wrong(line(parser.peekEvent()), "a second document; one is wanted");
            }
            return root;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new Wrong(line, "not YAML: " + e.getProblem());
        } catch (ReaderException e) {
            throw new Wrong(lineOf(e.getPosition()), "not YAML: a control character");
        } catch (YAMLException e) {
            throw new Wrong(0, "not YAML: " + e.getMessage());
        }
    }

    private void checkLines() throws Wrong {
        int line = 1;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                line += c == '\n' ? 1 : 0;
                start = i + 1;
            } else if (c == 0) {
                // the parser would take it for the end
                throw new Wrong(line, "not YAML: a control character");
            } else if (i - start >= LONGEST_LINE) {
                throw new Wrong(line, "a line of more than " + LONGEST_LINE + " characters");
            }
        }
    }

    private int lineOf(int position) {
        long lines = text.codePoints().limit(position).filter(c -> c == '\n').count();
        return (int) lines + 1;
    }

    private Yaml value(Event event, int depth) throws Wrong {
        count(line(event));
        if (depth > DEEPEST) {
            throw new Wrong(line(event), "deeper than " + DEEPEST + " levels");
        }
        if (event instanceof AliasEvent alias) {
            Yaml known = anchors.get(alias.getAnchor());
            if (known == null) {
                throw new Wrong(line(event), "*" + alias.getAnchor() + " stands for nothing written above it");
            }
            return known;
        }
        Yaml value = switch (event.getEventId()) {
            case SequenceStart -> items(event, depth);
            case MappingStart -> mapping(event, depth);
            default -> scalar((ScalarEvent) event);
        };
        String anchor = ((NodeEvent) event).getAnchor();
        if (anchor != null) {
            anchors.put(anchor, value);
        }
        return value;
    }

    private static Yaml scalar(ScalarEvent event) {
        return new Yaml.Scalar(line(event), event.getValue(), !event.isPlain());
    }

    private Yaml items(Event start, int depth) throws Wrong {
        List<Yaml> values = new ArrayList<>();
        for (Event next = parser.getEvent(); !next.is(Event.ID.SequenceEnd); next = parser.getEvent()) {
            values.add(value(next, depth + 1));
        }
        return new Yaml.Items(line(start), Collections.unmodifiableList(values));
    }

    private Yaml mapping(Event start, int depth) throws Wrong {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        List<Yaml.Defect> defects = new ArrayList<>();
        List<Yaml> merged = new ArrayList<>();
        for (Event next = parser.getEvent(); !next.is(Event.ID.MappingEnd); next = parser.getEvent()) {
            int line = line(next);
            Yaml key = value(next, depth + 1);
            Yaml value = value(parser.getEvent(), depth + 1);
            if (!(key instanceof Yaml.Scalar word)) {
                defects.add(new Yaml.Defect(line, key.kind() + " stands where a name is wanted"));
            } else if (word.text().equals(MERGE) && !word.quoted()) {
                merged.add(value);
            } else if (entries.putIfAbsent(word.text(), new Yaml.Entry(line, value)) != null) {
                defects.add(new Yaml.Defect(line, word.text() + ": for the second time"));
            }
        }
        for (Yaml other : merged) {
            merge(other, entries, defects);
        }
        return new Yaml.Mapping(
                line(start), Collections.unmodifiableMap(entries), Collections.unmodifiableList(defects));
    }

    private void merge(Yaml other, Map<String, Yaml.Entry> entries, List<Yaml.Defect> defects) throws Wrong {
        List<Yaml> all = other instanceof Yaml.Items list ? list.values() : List.of(other);
        for (Yaml one : all) {
            count(one.line());
            if (one instanceof Yaml.Mapping mapping) {
                for (Map.Entry<String, Yaml.Entry> entry : mapping.entries().entrySet()) {
                    count(one.line());
                    entries.putIfAbsent(entry.getKey(), entry.getValue());
                }
            } else {
                defects.add(new Yaml.Defect(one.line(), MERGE + ": a mapping is wanted"));
            }
        }
    }

    private void count(int line) throws Wrong {
        if (++count > MOST) {
            throw new Wrong(line, "more than " + MOST + " values");
        }
    }

    private static int line(Event event) {
        return event.getStartMark().getLine() + 1;
    }
}
