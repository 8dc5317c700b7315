package dev.pawl.engine.plan;

import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.engine.operator.OperatorNode;
import dev.pawl.engine.step.BatchInput;
import dev.pawl.engine.step.BatchValue;
import dev.pawl.engine.step.WatermarkStep;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/**
 * A query ready to run: compiled once, used for every batch.
 *
 * @param inputs in the order of the offset log
 * @param columns of the rows it gives to its sink
 * @param paths from each input to the sink or to an operator
 * @param operators what brings rows together, parents before children
 * @param batchInputs to be loaded before the tasks of a batch, in order
 * @param batchTime to be set before the tasks of a batch, microseconds since the epoch
 * @param watermarks in the order of the plan
 * @param isRandom whether its rows depend on random numbers
 * @param conf in force wherever its expressions are evaluated
 */
public record CompiledQuery(
        List<QueryInput> inputs,
        StructType columns,
        List<Path> paths,
        List<OperatorNode> operators,
        List<BatchInput> batchInputs,
        BatchValue batchTime,
        List<WatermarkStep> watermarks,
        boolean isRandom,
        SQLConf conf) {
    public CompiledQuery {
        inputs = List.copyOf(inputs);
        paths = List.copyOf(paths);
        operators = List.copyOf(operators);
        batchInputs = List.copyOf(batchInputs);
        watermarks = List.copyOf(watermarks);
    }

    /** The number of an operator in the checkpoint, where only those count that remember something. */
    public OptionalInt stateId(int operator) {
        if (operators.get(operator).operator().stores().isEmpty()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) operators.stream()
                .limit(operator)
                .filter(node -> !node.operator().stores().isEmpty())
                .count());
    }

    /** The same on the state of a checkpoint. */
    public CompiledQuery on(RecordedConfs confs) {
        List<OperatorNode> own = operators.stream()
                .map(node -> new OperatorNode(node.operator().on(confs), node.steps(), node.next()))
                .toList();
        return new CompiledQuery(inputs, columns, paths, own, batchInputs, batchTime, watermarks, isRandom, conf);
    }

    /** The stream that a path begins with. */
    public QueryInput begin(Path path) {
        return inputs.get(path.source());
    }

    /** The same with a stream of its own for each path, in their order. */
    public CompiledQuery withStreams(List<QueryInput> others) {
        List<Path> own = new ArrayList<>();
        paths.forEach(path -> own.add(new Path(own.size(), path.steps(), path.inlet())));
        return new CompiledQuery(others, columns, own, operators, batchInputs, batchTime, watermarks, isRandom, conf);
    }
}
