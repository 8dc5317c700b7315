package dev.pawl.checkpoint.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.JsonProblem;

/** One line of a compactible log. */
interface EntryFormat<E> {
    E parse(ObjectNode json) throws JsonProblem;

    ObjectNode toJson(E entry);
}
