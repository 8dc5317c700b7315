package dev.pawl.checkpoint.view;

import java.util.Locale;

/** What is asked about the state of one operator, in the terms of Spark's {@code statestore} source. */
public sealed interface StateQuestion {
    /** What the answer is labelled with when several are given side by side. */
    String label();

    /** The rows of a store as they are; of a store with column families, those of one family. */
    record Store(String name) implements StateQuestion {
        @Override
        public String label() {
            return name;
        }
    }

    /** The rows that a stream-stream join remembers of one side. */
    record JoinSide(Side side) implements StateQuestion {
        @Override
        public String label() {
            return side.toString();
        }
    }

    /** A state variable of transformWithState. */
    record Variable(String name) implements StateQuestion {
        @Override
        public String label() {
            return name;
        }
    }

    /** The registered timers of transformWithState. */
    record Timers() implements StateQuestion {
        @Override
        public String label() {
            return "timers";
        }
    }

    /** The inputs of a join. */
    enum Side {
        LEFT,
        RIGHT;

        /** The name of the store or column family with the rows of this side. */
        String rowsStore() {
            return this + "-keyWithIndexToValue";
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
