/** Tables of databases that have a JDBC driver: batches into them, each once, and reads of what is there. */
@NullMarked
package dev.pawl.connectors.jdbc;

import org.jspecify.annotations.NullMarked;
