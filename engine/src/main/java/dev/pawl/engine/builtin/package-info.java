/** Formats that need nothing outside: rows made up, rows in memory, rows shown, rows dropped. */
@NullMarked
package dev.pawl.engine.builtin;

import org.jspecify.annotations.NullMarked;
