package org.openztp.cli;

import java.io.IOException;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** Reads commands of the same grammar line by line until Ctrl-D or {@code exit}; no error ends it. */
final class Prompt {
    private static final String INVITATION = "wrt> ";

    private final Terminal terminal;
    private final CommandLine grammar;
    private final LineReader reader;
    private int lastCode;
    private boolean left;

    Prompt(Terminal terminal, Surroundings where, String url, String token) {
        this.terminal = terminal;
        grammar = Wrt.grammar(where.on(terminal.writer(), attended(terminal)).talkingTo(url, token));
        CommandSpec root = grammar.getCommandSpec();
        root.removeSubcommand("serve");
        root.removeSubcommand("shell");
        root.addSubcommand("exit", new CommandLine(new Exit()));
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("wrt")
                .parser(new DefaultParser())
                .completer(new Completion(root))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    /** On the process's own terminal; without one it reads the commands from standard input. */
    static int open(Surroundings where, String url, String token) throws IOException {
        try (Terminal terminal =
                TerminalBuilder.builder().system(true).dumb(!where.terminal()).build()) {
            return new Prompt(terminal, where, url, token).run();
        }
    }

    /** Returns 0; where nobody watches, the exit code of the last command. */
    int run() {
        while (!left) {
            try {
                String line = reader.readLine(INVITATION);
                execute(words(line, reader.getParsedLine().words()));
            } catch (UserInterruptException cleared) {
                continue;
            } catch (EndOfFileException end) {
                left = true;
            }
        }
        terminal.flush();
        return attended(terminal) ? 0 : lastCode;
    }

    /** The parser may count the nothing behind a last space as a word. */
    private static List<String> words(String line, List<String> parsed) {
        int last = parsed.size() - 1;
        boolean nothing = last >= 0 && parsed.get(last).isEmpty() && (line.isBlank() || line.endsWith(" "));
        return nothing ? parsed.subList(0, last) : parsed;
    }

    /** Ctrl-C stops the command, not the prompt. */
    private void execute(List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        Thread here = Thread.currentThread();
        SignalHandler before = terminal.handle(Signal.INT, signal -> here.interrupt());
        try {
            lastCode = grammar.execute(words.toArray(String[]::new));
        } finally {
            terminal.handle(Signal.INT, before);
            Thread.interrupted();
            terminal.flush();
        }
    }

    private static boolean attended(Terminal terminal) {
        return !terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    @Command(name = "exit", aliases = "quit", description = "Leave the prompt; so does Ctrl-D.")
    private final class Exit implements Runnable {
        @Override
        public void run() {
            left = true;
        }
    }
}
