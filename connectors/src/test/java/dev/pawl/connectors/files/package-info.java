@NullMarked
package dev.pawl.connectors.files;

import org.jspecify.annotations.NullMarked;
