/** The pipeline file as data: its statements with their positions, and what users can get wrong in it. */
@NullMarked
package dev.pawl.pipeline;

import org.jspecify.annotations.NullMarked;
