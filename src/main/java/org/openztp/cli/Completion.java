package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What may come next in the prompt, read from the grammar itself; ids and names are asked of the server. */
final class Completion implements Completer {
    private static final String AFTER_OPTIONS = "--";

    private final CommandSpec root;

    Completion(CommandSpec root) {
        this.root = root;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        CommandSpec command = root;
        OptionSpec open = null;
        int positionals = 0;
        for (String word : line.words().subList(0, line.wordIndex())) {
            CommandLine sub = command.subcommands().get(word);
            if (open != null) {
                open = null;
            } else if (word.equals(AFTER_OPTIONS)) {
                return;
            } else if (sub != null) {
                command = sub.getCommandSpec();
            } else if (word.startsWith("-")) {
                OptionSpec option = command.findOption(word);
                open = option != null && option.arity().max() > 0 ? option : null;
            } else {
                positionals++;
            }
        }
        if (open != null) {
            values(open, line.word(), candidates);
        } else if (line.word().startsWith("-")) {
            options(command, candidates);
        } else {
            commands(command, candidates);
            positional(command, positionals, candidates);
        }
    }

    private static void commands(CommandSpec command, Collection<Candidate> candidates) {
        command.subcommands().forEach((name, sub) -> {
            String[] words = sub.getCommandSpec().usageMessage().description();
            candidates.add(candidate(name, words.length == 0 ? null : words[0]));
        });
    }

    private static void options(CommandSpec command, Collection<Candidate> candidates) {
        for (OptionSpec option : command.options()) {
            String[] words = option.description();
            candidates.add(candidate(option.longestName(), words.length == 0 ? null : words[0]));
        }
    }

    private static void positional(CommandSpec command, int index, Collection<Candidate> candidates) {
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            if (parameter.index().contains(index)) {
                values(parameter, "", candidates);
            }
        }
    }

    /** Of a list in one word, as {@code 1,2,}, the last part is completed. */
    private static void values(ArgSpec argument, String word, Collection<Candidate> candidates) {
        Iterable<String> known = argument.completionCandidates();
        if (known == null) {
            return;
        }
        String front = argument.splitRegex().isEmpty() ? "" : word.substring(0, word.lastIndexOf(',') + 1);
        if (known instanceof Asked asked) {
            asked.described().forEach((value, words) -> candidates.add(candidate(front + value, words)));
        } else {
            known.forEach(value -> candidates.add(candidate(front + value, null)));
        }
    }

    private static Candidate candidate(String value, String words) {
        return new Candidate(value, value, null, words == null ? null : Visible.text(words), null, null, true);
    }

    static final class States extends Fixed {
        States() {
            super(
                    "PENDING",
                    "REGISTERED",
                    "PROVISIONING",
                    "REBOOTING",
                    "UPGRADING",
                    "RETRYING",
                    "WAITING",
                    "PROVISIONED",
                    "FAILED",
                    "HOST_KEY_CHANGED",
                    "RETIRED");
        }
    }

    static final class SortKeys extends Fixed {
        SortKeys() {
            super("id", "hostname", "lastSeen", "release", "state", "address");
        }
    }

    static final class Roles extends Fixed {
        Roles() {
            super("viewer", "operator", "admin", "announcer");
        }
    }

    /** Ids with hostname and MAC, of the first hundred devices. */
    static final class Devices extends Asked {
        Devices(Wrt wrt) {
            super(wrt, "/devices", "id", "hostname", "mac");
        }
    }

    static final class Scripts extends Asked {
        Scripts(Wrt wrt) {
            super(wrt, "/scripts", "name", "description");
        }
    }

    static final class Pools extends Asked {
        Pools(Wrt wrt) {
            super(wrt, "/pools", "name");
        }
    }

    private abstract static class Fixed implements Iterable<String> {
        private final List<String> values;

        Fixed(String... values) {
            this.values = List.of(values);
        }

        @Override
        public Iterator<String> iterator() {
            return values.iterator();
        }
    }

    /** Values only the server knows; none while it does not answer. */
    private abstract static class Asked implements Iterable<String> {
        private static final int MOST = 100;

        private final Wrt wrt;
        private final String path;
        private final String value;
        private final List<String> description;

        Asked(Wrt wrt, String path, String value, String... description) {
            this.wrt = wrt;
            this.path = path;
            this.value = value;
            this.description = List.of(description);
        }

        Map<String, String> described() {
            Map<String, String> all = new LinkedHashMap<>();
            try {
                Map<String, ?> query = path.equals("/devices") ? Map.of("limit", MOST) : Map.of();
                for (JsonNode item : wrt.api().get(path, query).path("items")) {
                    StringBuilder words = new StringBuilder();
                    description.forEach(
                            field -> words.append(item.path(field).asText("")).append(' '));
                    all.put(item.path(value).asText(), words.toString().strip());
                }
            } catch (ApiError e) {
                return Map.of();
            }
            return all;
        }

        @Override
        public Iterator<String> iterator() {
            return described().keySet().iterator();
        }
    }

    /** Gives those classes of the grammar that ask the server their way to it. */
    static final class Factory implements CommandLine.IFactory {
        private final Wrt wrt;

        Factory(Wrt wrt) {
            this.wrt = wrt;
        }

        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == Devices.class) {
                return type.cast(new Devices(wrt));
            }
            if (type == Scripts.class) {
                return type.cast(new Scripts(wrt));
            }
            if (type == Pools.class) {
                return type.cast(new Pools(wrt));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
