package dev.pawl.engine.plan;

import java.util.function.UnaryOperator;
import scala.runtime.AbstractPartialFunction;

/** A rule for Catalyst's tree transformations that leaves what it does not know as it is. */
final class Rewrite<T> extends AbstractPartialFunction<T, T> {
    private final UnaryOperator<T> rule;

    Rewrite(UnaryOperator<T> rule) {
        this.rule = rule;
    }

    @Override
    public boolean isDefinedAt(T node) {
        return true;
    }

    @Override
    public T apply(T node) {
        return rule.apply(node);
    }
}
