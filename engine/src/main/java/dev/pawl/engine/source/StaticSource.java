package dev.pawl.engine.source;

import java.util.List;

/** A table as it is when asked. */
public interface StaticSource extends AutoCloseable {
    /** The rows there are now, in parts. */
    List<Split> splits();

    @Override
    void close();
}
