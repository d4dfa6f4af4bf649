package org.openztp.image.asu.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is answered at which path, and in which dialect: a tree of the segments of paths. */
public final class Routes {
    /** How one path answers one verb. */
    public interface Handler {
        Answer answer(Asked asked);
    }

    /** What stands at a path. */
    record Place(Dialect dialect, Map<String, Handler> verbs, Map<String, String> variables) {
        /** The handler for a verb; GET's for HEAD; null for none. */
        Handler handler(String verb) {
            return verbs.get(verb.equals("HEAD") ? "GET" : verb);
        }

        String allowed() {
            Set<String> all = new TreeSet<>(verbs.keySet());
            all.add("OPTIONS");
            if (all.contains("GET")) {
                all.add("HEAD");
            }
            return String.join(", ", all);
        }
    }

    private static final class Node {
        private final Map<String, Node> literals = new LinkedHashMap<>();
        private final Map<String, Handler> verbs = new TreeMap<>();
        private Dialect dialect;
        private Node variable;
        private String name;
        private boolean isRest;
    }

    private final Node root = new Node();
    private final Set<String> names = new TreeSet<>();

    /**
     * @param path such as {@code /api/v1/build/{hash}}; with {@code {path...}} as its last segment for all below, and the
     *     folder itself
     */
    public void add(Dialect dialect, String verb, String path, Handler handler) {
        Node at = root;
        for (String segment : segments(path)) {
            at = segment.startsWith("{")
                    ? variable(at, segment)
                    : at.literals.computeIfAbsent(segment, s -> new Node());
        }
        at.dialect = dialect;
        if (at.verbs.put(verb, handler) != null || !names.add(verb + " " + path.replace("...", ""))) {
            throw new IllegalStateException(verb + " " + path + " twice");
        }
    }

    private static Node variable(Node at, String segment) {
        if (at.variable == null) {
            at.variable = new Node();
        }
        at.variable.isRest = segment.endsWith("...}");
        at.variable.name = segment.replaceAll("[{}.]", "");
        return at.variable;
    }

    /** Verb and path of each. */
    Set<String> names() {
        return names;
    }

    /** What stands at a path, a literal segment before a variable one; null for nothing. */
    Place find(String path) {
        List<String> segments = segments(path);
        Map<String, String> variables = new LinkedHashMap<>();
        Node found = find(root, segments, 0, variables);
        return found == null ? null : new Place(found.dialect, found.verbs, variables);
    }

    private static Node find(Node at, List<String> segments, int depth, Map<String, String> variables) {
        if (depth == segments.size()) {
            if (at.dialect != null) {
                return at;
            }
            return at.variable != null && at.variable.isRest ? rest(at.variable, "", variables) : null;
        }
        Node literal = at.literals.get(segments.get(depth));
        Node found = literal == null ? null : find(literal, segments, depth + 1, variables);
        if (found != null || at.variable == null) {
            return found;
        }
        if (at.variable.isRest) {
            return rest(at.variable, String.join("/", segments.subList(depth, segments.size())), variables);
        }
        found = find(at.variable, segments, depth + 1, variables);
        if (found != null) {
            variables.put(at.variable.name, segments.get(depth));
        }
        return found;
    }

    private static Node rest(Node variable, String path, Map<String, String> variables) {
        variables.put(variable.name, path);
        return variable;
    }

    /** Slashes at the end and beside each other count as one: the base URLs of clients end in slashes. */
    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/")) {
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        return segments;
    }
}
