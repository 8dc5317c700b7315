/** The simulated disk, the crash matrix built on it, and the contract every storage keeps. */
@NullMarked
package dev.pawl.checkpoint.storage;

import org.jspecify.annotations.NullMarked;
