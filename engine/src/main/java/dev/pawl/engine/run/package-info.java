/** A query at work: batch after batch, planned in the logs, run by tasks, committed by the sink and then in the logs. */
@NullMarked
package dev.pawl.engine.run;

import org.jspecify.annotations.NullMarked;
