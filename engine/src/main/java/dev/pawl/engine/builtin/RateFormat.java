package dev.pawl.engine.builtin;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.InitialOffset;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.types.StructType;

/** {@code rate}: so many numbers a second. Its offset is the number of seconds since it first started. */
public final class RateFormat implements SourceFormat {
    private static final long MILLIS_PER_SECOND = 1000;

    @Override
    public String name() {
        return "rate";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(OptionNames.documented(
                new OptionDoc("rowsPerSecond", "1", "how many rows a second"),
                new OptionDoc("rampUpTime", "`0s`", "how long, in seconds, until it is as fast as that"),
                Numbers.PARTITIONS));
    }

    @Override
    public SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        if (columns.isPresent()) {
            throw new PawlException(ErrorCode.OPTION_INVALID, "The columns of " + options.owner() + " are fixed.");
        }
        long rowsPerSecond = options.number("rowsPerSecond", 1).orElse(1);
        long rampUp = rampUpSeconds(options);
        int partitions = Math.toIntExact(
                options.number("numPartitions", 1).orElse(Runtime.getRuntime().availableProcessors()));
        return new Table(new Speed(rowsPerSecond, rampUp), partitions, outside.clock());
    }

    private static long rampUpSeconds(Options options) {
        String time = options.text("rampUpTime", "0s").strip();
        String seconds = time.endsWith("s") ? time.substring(0, time.length() - 1) : time;
        try {
            long parsed = Long.parseLong(seconds.strip());
            if (parsed >= 0) {
                return parsed;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw options.invalid("rampUpTime", "a time in seconds such as 5s");
    }

    /** How many numbers there are after so many seconds; the speed rises evenly at the start. */
    record Speed(long rowsPerSecond, long rampUpSeconds) {
        long valueAt(long seconds) {
            if (seconds > rampUpSeconds) {
                return Math.addExact(
                        valueAt(rampUpSeconds), Math.multiplyExact(seconds - rampUpSeconds, rowsPerSecond));
            }
            long rise = Math.max(1, rowsPerSecond / (rampUpSeconds + 1));
            long half = seconds % 2 == 1 ? (seconds + 1) / 2 * seconds : seconds / 2 * (seconds + 1);
            return Math.multiplyExact(half, rise);
        }
    }

    private record Table(Speed speed, int partitions, InstantSource clock) implements SourceTable {
        @Override
        public Optional<SourceKind> kind() {
            return Optional.of(SourceKind.RATE);
        }

        @Override
        public StructType columns() {
            return Numbers.COLUMNS;
        }

        @Override
        public StreamSource openStream(StreamScope scope) {
            return new Source(this, scope);
        }

        @Override
        public StaticSource openStatic(StructType required) {
            throw new PawlException(ErrorCode.SOURCE_UNSUPPORTED, "Format rate can only be read as a stream.");
        }
    }

    private static final class Source implements StreamSource {
        private final Table table;
        private final StructType required;
        private final long startMs;
        private OptionalLong lastSeconds = OptionalLong.empty();
        private boolean isPinned;

        Source(Table table, StreamScope scope) {
            this.table = table;
            this.required = scope.required();
            this.startMs = Long.parseLong(started(scope).offset().text());
        }

        private InitialOffset started(StreamScope scope) {
            return InitialOffset.read(scope.checkpoint(), scope.sourceId(), InitialOffset.Kind.RATE)
                    .orElseGet(() -> {
                        InitialOffset now = new InitialOffset(
                                InitialOffset.Kind.RATE,
                                new SourceOffset(Long.toString(table.clock().millis())));
                        now.createNew(scope.checkpoint(), scope.sourceId());
                        return now;
                    });
        }

        @Override
        public String description() {
            return "RateStreamV2[rowsPerSecond=" + table.speed().rowsPerSecond() + ", rampUpTimeSeconds="
                    + table.speed().rampUpSeconds() + ", numPartitions=" + table.partitions() + "]";
        }

        @Override
        public Optional<SourceOffset> initialOffset() {
            return Optional.of(new SourceOffset("0"));
        }

        @Override
        public Optional<SourceOffset> latestOffset(Optional<SourceOffset> start, ReadLimit limit) {
            if (!isPinned) {
                long seconds = Math.floorDiv(table.clock().millis() - startMs, MILLIS_PER_SECOND);
                // The clock may have been set back.
                lastSeconds = OptionalLong.of(Math.max(lastSeconds.orElse(0), seconds));
            }
            long from = start.map(RateFormat::seconds).orElse(0L);
            return Optional.of(new SourceOffset(Long.toString(Math.max(from, lastSeconds.orElse(0)))));
        }

        @Override
        public Optional<SourceOffset> reportedLatest() {
            return lastSeconds.isPresent()
                    ? Optional.of(new SourceOffset(Long.toString(lastSeconds.getAsLong())))
                    : Optional.empty();
        }

        @Override
        public void pinEnd() {
            latestOffset(Optional.empty(), ReadLimit.NONE);
            isPinned = true;
        }

        @Override
        public List<Split> splits(Optional<SourceOffset> start, SourceOffset end) {
            long fromSeconds = start.map(RateFormat::seconds).orElse(0L);
            long toSeconds = seconds(end);
            long from = table.speed().valueAt(fromSeconds);
            long to = table.speed().valueAt(toSeconds);
            double msPerValue = (double) (toSeconds - fromSeconds) * MILLIS_PER_SECOND / Math.max(1, to - from);
            long timeBase = startMs + fromSeconds * MILLIS_PER_SECOND;
            List<Split> splits = new ArrayList<>();
            for (int i = 0; i < table.partitions() && from + i < to; i++) {
                splits.add(new Numbers(
                        from + i,
                        to,
                        table.partitions(),
                        value -> timeBase + Math.round((value - from) * msPerValue),
                        required));
            }
            return splits;
        }

        @Override
        public void committed(SourceOffset end) {}

        @Override
        public void close() {}
    }

    private static long seconds(SourceOffset offset) {
        return Long.parseLong(offset.text());
    }
}
