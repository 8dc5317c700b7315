package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;

/** Numbers in two splits, one batch of them; a split can be made to fail near its end. */
public final class FlakySourceFormat implements SourceFormat {
    private static final int SPLIT = 10;

    static final List<String> ALL =
            IntStream.range(0, 2 * SPLIT).mapToObj(Integer::toString).toList();

    private static final AtomicInteger TO_COME = new AtomicInteger();
    private static final AtomicInteger FAILED = new AtomicInteger();

    static void failOnce() {
        TO_COME.set(1);
        FAILED.set(0);
    }

    static int failures() {
        return FAILED.get();
    }

    @Override
    public String name() {
        return "flaky";
    }

    @Override
    public SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        return new SourceTable() {
            @Override
            public StructType columns() {
                return StructType.fromDDL("value INT");
            }

            @Override
            public StreamSource openStream(StreamScope scope) {
                return new Numbers();
            }

            @Override
            public StaticSource openStatic(StructType required) {
                throw new UnsupportedOperationException("a stream only");
            }
        };
    }

    private static final class Numbers implements StreamSource {
        @Override
        public String description() {
            return "Flaky";
        }

        @Override
        public Optional<SourceOffset> initialOffset() {
            return Optional.of(new SourceOffset("0"));
        }

        @Override
        public Optional<SourceOffset> latestOffset(Optional<SourceOffset> start, ReadLimit limit) {
            return Optional.of(new SourceOffset("1"));
        }

        @Override
        public void pinEnd() {}

        @Override
        public List<Split> splits(Optional<SourceOffset> start, SourceOffset end) {
            return List.of(new Part(0), new Part(SPLIT));
        }

        @Override
        public void committed(SourceOffset end) {}

        @Override
        public void close() {}
    }

    private record Part(int from) implements Split {
        @Override
        public String description() {
            return "numbers from " + from;
        }

        @Override
        public RowReader open() {
            return new RowReader() {
                private int next = from - 1;

                @Override
                public boolean next() throws IOException {
                    if (next == SPLIT - 2 && TO_COME.getAndDecrement() > 0) {
                        FAILED.incrementAndGet();
                        throw new IOException("a bad moment");
                    }
                    return ++next < from + SPLIT;
                }

                @Override
                public InternalRow row() {
                    return new GenericInternalRow(new Object[] {next});
                }

                @Override
                public void close() {}
            };
        }
    }
}
