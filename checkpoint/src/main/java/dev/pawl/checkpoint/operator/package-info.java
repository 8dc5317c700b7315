/** What a checkpoint says about its stateful operators: operator metadata and state schema files. */
@NullMarked
package dev.pawl.checkpoint.operator;

import org.jspecify.annotations.NullMarked;
