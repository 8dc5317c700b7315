/** Functions of Java with state of their own: {@code transformWithState}, {@code flatMapGroupsWithState}. */
@NullMarked
package dev.pawl.engine.function;

import org.jspecify.annotations.NullMarked;
