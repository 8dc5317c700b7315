/** Spark's SQL data types and their JSON form, as schema files of a checkpoint hold them. */
@NullMarked
package dev.pawl.checkpoint.type;

import org.jspecify.annotations.NullMarked;
