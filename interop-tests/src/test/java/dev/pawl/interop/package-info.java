/** What Pawl reads and writes, compared with what Spark itself makes of it. */
@NullMarked
package dev.pawl.interop;

import org.jspecify.annotations.NullMarked;
