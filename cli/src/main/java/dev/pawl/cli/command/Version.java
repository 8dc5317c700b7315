package dev.pawl.cli.command;

/** Which Pawl this is; looked up only when asked for. */
@FunctionalInterface
public interface Version {
    String text();
}
