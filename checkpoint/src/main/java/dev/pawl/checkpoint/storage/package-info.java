/** Where a checkpoint lives: whole files that appear, are replaced and disappear atomically. */
@NullMarked
package dev.pawl.checkpoint.storage;

import org.jspecify.annotations.NullMarked;
