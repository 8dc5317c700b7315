package dev.pawl.engine.builtin;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;

/** Tables that live as long as this object: sources that programs fill, sinks that programs read. */
public final class MemoryTables implements SourceFormat, SinkFormat {
    private static final String NAME = "memory";

    private final Map<String, Input> inputs = new HashMap<>();
    private final Map<String, Output> outputs = new HashMap<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(OptionNames.documented(
                new OptionDoc("name", "needed to read", "the name under which a program filled the table")));
    }

    /** A table to be read with {@code USING memory OPTIONS (name '…')}. */
    public synchronized Input input(String name, StructType columns) {
        return inputs.computeIfAbsent(name, unseen -> new Input(name, columns));
    }

    /** The rows that a query has written to the table of this name, as Spark's {@code toJSON} prints them. */
    public synchronized List<String> rows(String name, String timeZone) {
        Output output = outputs.get(name);
        return output == null ? List.of() : RowJson.lines(output.rows, output.columns, timeZone);
    }

    @Override
    public synchronized SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        String name = options.require("name");
        Input input = inputs.get(name);
        if (input == null) {
            throw new PawlException(ErrorCode.OPTION_INVALID, "There is no memory table " + name + ".");
        }
        return input;
    }

    @Override
    public synchronized StreamSink open(SinkRequest request, Outside outside) {
        String name = request.options().require("queryName");
        Output output = outputs.computeIfAbsent(name, unseen -> new Output(request.columns()));
        return new KeepingSink("MemorySink", request.columns(), Long.MAX_VALUE, (batchId, count, rows) -> {
            synchronized (this) {
                output.add(batchId, rows, request.mode());
            }
        });
    }

    private static final class Output {
        private final StructType columns;
        private final List<InternalRow> rows = new ArrayList<>();
        private long latest = -1;

        Output(StructType columns) {
            this.columns = columns;
        }

        void add(long batchId, List<InternalRow> batch, OutputMode mode) {
            if (batchId <= latest) {
                return;
            }
            if (mode == OutputMode.COMPLETE) {
                rows.clear();
            }
            rows.addAll(batch);
            latest = batchId;
        }
    }

    /** A source that a program fills; each call adds one block, and offsets count blocks. */
    public static final class Input implements SourceTable {
        private final String name;
        private final StructType columns;
        private final List<List<InternalRow>> blocks = new ArrayList<>();

        Input(String name, StructType columns) {
            this.name = name;
            this.columns = columns;
        }

        /** Adds rows, in Catalyst's own values: UTF8String, microseconds, days. */
        public synchronized void add(List<InternalRow> rows) {
            blocks.add(List.copyOf(rows));
        }

        private synchronized int size() {
            return blocks.size();
        }

        private synchronized List<InternalRow> block(int index) {
            return blocks.get(index);
        }

        @Override
        public StructType columns() {
            return columns;
        }

        @Override
        public StreamSource openStream(StreamScope scope) {
            return new Source(this, scope.required());
        }

        @Override
        public StaticSource openStatic(StructType required) {
            return new StaticSource() {
                @Override
                public List<Split> splits() {
                    return splits(0, size(), required);
                }

                private List<Split> splits(int from, int to, StructType wanted) {
                    List<Split> splits = new ArrayList<>();
                    for (int i = from; i < to; i++) {
                        splits.add(new Block(Input.this, i, wanted));
                    }
                    return splits;
                }

                @Override
                public void close() {}
            };
        }
    }

    private record Block(Input table, int index, StructType required) implements Split {
        @Override
        public String description() {
            return "block " + index + " of " + table.name;
        }

        @Override
        public RowReader open() {
            int[] from = new int[required.length()];
            for (int i = 0; i < from.length; i++) {
                from[i] = table.columns.fieldIndex(required.apply(i).name());
            }
            return new IteratorReader(table.block(index).stream()
                    .<InternalRow>map(row -> {
                        Object[] values = new Object[from.length];
                        for (int i = 0; i < from.length; i++) {
                            values[i] = row.get(from[i], required.apply(i).dataType());
                        }
                        return new GenericInternalRow(values);
                    })
                    .iterator());
        }
    }

    private static final class Source implements StreamSource {
        private final Input table;
        private final StructType required;
        private Optional<Integer> pinned = Optional.empty();

        Source(Input table, StructType required) {
            this.table = table;
            this.required = required;
        }

        @Override
        public String description() {
            return "MemoryStream[" + String.join(",", table.columns.fieldNames()) + "]";
        }

        @Override
        public Optional<SourceOffset> initialOffset() {
            return Optional.of(new SourceOffset("-1"));
        }

        @Override
        public Optional<SourceOffset> latestOffset(Optional<SourceOffset> start, ReadLimit limit) {
            int latest = pinned.orElseGet(table::size) - 1;
            return latest < 0 ? Optional.empty() : Optional.of(new SourceOffset(Integer.toString(latest)));
        }

        @Override
        public void pinEnd() {
            pinned = Optional.of(table.size());
        }

        @Override
        public List<Split> splits(Optional<SourceOffset> start, SourceOffset end) {
            List<Split> splits = new ArrayList<>();
            int from = start.map(offset -> Integer.parseInt(offset.text()) + 1).orElse(0);
            for (int i = from; i <= Integer.parseInt(end.text()); i++) {
                splits.add(new Block(table, i, required));
            }
            return splits;
        }

        @Override
        public void committed(SourceOffset end) {}

        @Override
        public void close() {}
    }
}
