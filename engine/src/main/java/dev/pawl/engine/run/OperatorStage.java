package dev.pawl.engine.run;

import dev.pawl.engine.exchange.Exchange;
import dev.pawl.engine.exchange.SpillBudget;
import dev.pawl.engine.operator.Inflow;
import dev.pawl.engine.operator.Inlet;
import dev.pawl.engine.operator.Operator;
import dev.pawl.engine.operator.OperatorInstance;
import dev.pawl.engine.operator.OperatorNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A stateful operator of a running query, with what is compiled for its tasks. */
final class OperatorStage {
    private final int id;
    private final OptionalInt stateId;
    private final OperatorNode node;
    private final int partitions;
    private final RowPath path;
    private final ConcurrentLinkedQueue<OperatorInstance> idle = new ConcurrentLinkedQueue<>();

    /**
     * @param stateId its number in the checkpoint; empty if it remembers nothing
     * @param path what happens to the rows it gives
     */
    OperatorStage(int id, OptionalInt stateId, OperatorNode node, int partitions, RowPath path) {
        this.id = id;
        this.stateId = stateId;
        this.node = node;
        this.partitions = partitions;
        this.path = path;
    }

    int id() {
        return id;
    }

    OptionalInt stateId() {
        return stateId;
    }

    String name() {
        return node.operator().name();
    }

    Operator operator() {
        return node.operator();
    }

    int partitions() {
        return partitions;
    }

    RowPath path() {
        return path;
    }

    Optional<Inlet> next() {
        return node.next();
    }

    OperatorInstance take() {
        OperatorInstance instance = idle.poll();
        return instance == null ? node.operator().instance() : instance;
    }

    /** Only one whose task went well comes back. */
    void giveBack(OperatorInstance instance) {
        idle.add(instance);
    }

    /** Empty exchanges for a batch, by side. */
    List<Exchange> exchanges(SpillBudget budget) {
        List<Exchange> sides = new ArrayList<>();
        for (Inflow inflow : node.operator().inflows()) {
            sides.add(new Exchange(node.operator().keyHash().key().length(), inflow.columns(), partitions, budget));
        }
        return sides;
    }
}
