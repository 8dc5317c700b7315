/** What a command answers: tables and sheets, as aligned text, json lines or csv. */
@NullMarked
package dev.pawl.cli.output;

import org.jspecify.annotations.NullMarked;
