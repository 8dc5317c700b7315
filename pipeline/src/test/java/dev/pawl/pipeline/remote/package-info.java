@NullMarked
package dev.pawl.pipeline.remote;

import org.jspecify.annotations.NullMarked;
