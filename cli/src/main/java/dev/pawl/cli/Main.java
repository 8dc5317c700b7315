package dev.pawl.cli;

import dev.pawl.cli.command.CommandLine;
import dev.pawl.cli.command.Environment;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;

/** The process: its streams, variables and clock come in here and nowhere else. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        System.exit(run(List.of(args), out, err));
    }

    static int run(List<String> words, OutputStream out, OutputStream err) {
        // The launcher has looked at the streams already.
        boolean isTerminal = Boolean.getBoolean("pawl.terminal");
        Environment environment = new Environment(System.getenv(), out, err, isTerminal, InstantSource.system());
        return new CommandLine(CommandTree.root(), CommandTree::version, environment).run(words);
    }
}
