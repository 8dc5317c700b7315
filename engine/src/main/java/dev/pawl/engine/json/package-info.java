/**
 * JSON decoded straight into columns. It knows the plain part of JSON and of {@code from_json}; whatever is not plain it leaves to
 * Spark's own decoder, so the answers are Spark's.
 */
@NullMarked
package dev.pawl.engine.json;

import org.jspecify.annotations.NullMarked;
