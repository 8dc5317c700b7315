/** What happens to a row on its way through a query: compiled steps, one handing its rows to the next. */
@NullMarked
package dev.pawl.engine.step;

import org.jspecify.annotations.NullMarked;
