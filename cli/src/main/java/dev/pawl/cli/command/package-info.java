/** The frame of the command line: what a command declares, how arguments become values, help, completion and exit codes. */
@NullMarked
package dev.pawl.cli.command;

import org.jspecify.annotations.NullMarked;
