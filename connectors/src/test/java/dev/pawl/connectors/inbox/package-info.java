@NullMarked
package dev.pawl.connectors.inbox;

import org.jspecify.annotations.NullMarked;
