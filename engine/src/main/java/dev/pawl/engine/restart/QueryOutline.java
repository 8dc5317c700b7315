package dev.pawl.engine.restart;

import dev.pawl.engine.operator.Inlet;
import dev.pawl.engine.operator.Operator;
import dev.pawl.engine.operator.OperatorNode;
import dev.pawl.engine.plan.CompiledQuery;
import dev.pawl.engine.plan.Path;
import dev.pawl.engine.plan.QueryInput;
import dev.pawl.engine.state.StoreSpec;
import dev.pawl.engine.step.Step;
import dev.pawl.engine.step.WatermarkStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructType;

/**
 * What a query does, in words.
 *
 * @param columns of its rows
 * @param sources in the order of the offset log
 * @param steps in the order in which rows meet them
 * @param operators what it keeps in its checkpoint, in the order of their numbers
 * @param watermarks what moves the watermark
 */
public record QueryOutline(
        String columns, List<Source> sources, List<StepLine> steps, List<Store> operators, List<String> watermarks) {
    public QueryOutline {
        sources = List.copyOf(sources);
        steps = List.copyOf(steps);
        operators = List.copyOf(operators);
        watermarks = List.copyOf(watermarks);
    }

    /**
     * A place where the query reads a stream.
     *
     * @param number its line in the offset log
     * @param name of the table
     * @param columns that the query uses
     */
    public record Source(int number, String name, String columns) {}

    /**
     * Something that happens to rows.
     *
     * @param from where the rows come from: {@code source 0}, {@code operator 1}
     * @param to where they go to after the last step of the same origin: {@code operator 0}, {@code sink}
     */
    public record StepLine(String from, String step, String to) {}

    /**
     * A store of a stateful operator.
     *
     * @param isGlobal whether all its rows are in one partition, however many there are
     */
    public record Store(long operator, String name, String store, boolean isGlobal, String key, String value) {}

    public static QueryOutline of(CompiledQuery query) {
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < query.inputs().size(); i++) {
            QueryInput input = query.inputs().get(i);
            sources.add(new Source(i, input.name(), columns(input.required())));
        }
        List<Store> stores = new ArrayList<>();
        for (int i = 0; i < query.operators().size(); i++) {
            Operator operator = query.operators().get(i).operator();
            for (StoreSpec store : operator.stores()) {
                stores.add(new Store(
                        query.stateId(i).orElseThrow(),
                        operator.name(),
                        store.name(),
                        operator.keyHash().isGlobal(),
                        columns(store.key()),
                        columns(store.value())));
            }
        }
        return new QueryOutline(
                columns(query.columns()),
                sources,
                steps(query),
                stores,
                query.watermarks().stream().map(WatermarkStep::describe).toList());
    }

    /** From the sources on; parents come before children in a query, and so later here. */
    private static List<StepLine> steps(CompiledQuery query) {
        List<StepLine> lines = new ArrayList<>();
        for (Path path : query.paths()) {
            add("source " + path.source(), path.steps(), place(query, path.inlet()), lines);
        }
        for (int i = query.operators().size() - 1; i >= 0; i--) {
            OperatorNode node = query.operators().get(i);
            String place = place(query, Optional.of(new Inlet(i, 0)));
            lines.add(new StepLine(
                    place, node.operator().describe(), node.steps().isEmpty() ? place(query, node.next()) : ""));
            add(place, node.steps(), place(query, node.next()), lines);
        }
        return lines;
    }

    private static void add(String from, List<Step> steps, String to, List<StepLine> lines) {
        if (steps.isEmpty() && from.startsWith("source")) {
            lines.add(new StepLine(from, "Read", to));
        }
        for (int i = 0; i < steps.size(); i++) {
            lines.add(new StepLine(from, steps.get(i).describe(), i == steps.size() - 1 ? to : ""));
        }
    }

    /** An operator that remembers nothing has no number in the checkpoint. */
    private static String place(CompiledQuery query, Optional<Inlet> inlet) {
        if (inlet.isEmpty()) {
            return "sink";
        }
        int operator = inlet.get().operator();
        String side = query.operators().get(operator).operator().inflows().size() > 1
                ? inlet.get().side() == 0 ? ", left" : ", right"
                : "";
        return query.stateId(operator).isPresent()
                ? "operator " + query.stateId(operator).getAsInt() + side
                : query.operators().get(operator).operator().name() + side;
    }

    private static String columns(StructType columns) {
        return Arrays.stream(columns.fields())
                .map(field -> field.name() + " " + field.dataType().sql())
                .collect(Collectors.joining(", "));
    }
}
