package dev.pawl.engine.step;

import java.io.IOException;

/** Rows of static tables, worked out anew each time they are asked for. */
public interface StaticRows {
    void produce(RowConsumer out) throws IOException;
}
