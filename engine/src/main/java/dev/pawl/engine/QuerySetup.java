package dev.pawl.engine;

import dev.pawl.engine.plan.Addition;
import dev.pawl.engine.run.Trigger;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a query is to be, beside its {@code SELECT}.
 *
 * @param sink given by a program; otherwise the format of that name is looked up
 * @param addition to the {@code SELECT}, before its rows are written
 * @param options of the query and of its sink
 */
record QuerySetup(
        String name,
        String format,
        Optional<SinkFormat> sink,
        Optional<Addition> addition,
        Map<String, String> options,
        List<String> partitionColumns,
        OutputMode mode,
        Trigger trigger) {}
