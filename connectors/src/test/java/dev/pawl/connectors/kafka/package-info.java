@NullMarked
package dev.pawl.connectors.kafka;

import org.jspecify.annotations.NullMarked;
