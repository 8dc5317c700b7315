@NullMarked
package dev.pawl.connectors.jdbc;

import org.jspecify.annotations.NullMarked;
