/** {@code pawl demo}: a guided tour that kills a real process inside a batch and proves that nothing is lost or doubled. */
@NullMarked
package dev.pawl.cli.demo;

import org.jspecify.annotations.NullMarked;
