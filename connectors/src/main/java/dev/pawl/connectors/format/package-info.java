/** What the formats of files with columns share. */
@NullMarked
package dev.pawl.connectors.format;

import org.jspecify.annotations.NullMarked;
