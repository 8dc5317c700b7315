package dev.pawl.engine.step;

import java.io.IOException;

/** What is read from static tables before the tasks of a batch begin: the static side of a join, the value of a subquery. */
public interface BatchInput {
    void load() throws IOException;
}
