/** What happens to rows that come together by key and to what is remembered of them, compiled; who runs it is not known here. */
@NullMarked
package dev.pawl.engine.operator;

import org.jspecify.annotations.NullMarked;
