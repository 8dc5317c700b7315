/** A pipeline that another process runs: what is asked of it, and what it tells. */
@NullMarked
package dev.pawl.pipeline.remote;

import org.jspecify.annotations.NullMarked;
