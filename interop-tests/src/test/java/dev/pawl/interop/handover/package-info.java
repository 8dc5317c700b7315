/** A query goes from Spark to Pawl and back, again and again, whatever it reads and writes and however it stops. */
@NullMarked
package dev.pawl.interop.handover;

import org.jspecify.annotations.NullMarked;
