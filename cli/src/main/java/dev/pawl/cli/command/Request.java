package dev.pawl.cli.command;

import java.util.List;

/**
 * A command line, understood.
 *
 * @param path the words that lead to the node, without {@code pawl}
 */
record Request(List<String> path, CommandNode node, Arguments arguments) {}
