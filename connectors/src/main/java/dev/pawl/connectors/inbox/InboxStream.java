package dev.pawl.connectors.inbox;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What was received, as a stream. An offset is the number of the last record, as Spark's sockets count: -1 before the first. A query that ends
 * by itself reads what the log has and receives nothing.
 */
final class InboxStream implements StreamSource {
    private static final SourceOffset BEFORE_THE_FIRST = new SourceOffset("-1");
    private static final long SPLIT_BYTES = 4 << 20;

    private final InboxTable table;
    private final StructType required;
    private final InboxLog log;
    private @Nullable Receiver receiver;
    private boolean isPinned;
    private OptionalLong pinnedEnd = OptionalLong.empty();
    private boolean isSettled;

    /** Takes what others send and puts it into the log, until it is closed. */
    interface Receiver extends AutoCloseable {
        /** Throws what it cannot go on after. */
        void requireHealthy();

        @Override
        void close();
    }

    InboxStream(InboxTable table, StreamScope scope) {
        this.table = table;
        this.required = scope.required();
        this.log = InboxLog.open(scope.checkpoint(), scope.sourceId(), InboxLog.Limits.of(table.logBytes()));
    }

    InboxLog log() {
        return log;
    }

    @Override
    public String description() {
        return table.description();
    }

    @Override
    public Optional<SourceOffset> initialOffset() {
        return Optional.of(BEFORE_THE_FIRST);
    }

    @Override
    public Optional<SourceOffset> latestOffset(Optional<SourceOffset> start, ReadLimit limit) {
        long from = number(start.orElse(BEFORE_THE_FIRST));
        settle(from);
        receive();
        long end = log.next() - 1;
        if (isPinned) {
            if (pinnedEnd.isEmpty()) {
                pinnedEnd = OptionalLong.of(end);
            }
            end = pinnedEnd.getAsLong();
        }
        return Optional.of(new SourceOffset(Long.toString(Math.max(end, from))));
    }

    private void receive() {
        log.requireHealthy();
        if (receiver != null) {
            receiver.requireHealthy();
        } else if (!isPinned) {
            receiver = table.receiver().start(log);
        }
    }

    /** What the checkpoint has read and what the log has must meet. */
    private void settle(long read) {
        if (isSettled) {
            return;
        }
        OptionalLong first = log.first();
        if (first.isEmpty() && read >= 0) {
            if (!table.isSparks()) {
                throw InboxFile.damaged(log.place(), "it is empty, but the query has read up to record " + read);
            }
            log.beginAt(read + 1);
        } else if (read >= log.next()) {
            throw InboxFile.damaged(
                    log.place(),
                    "it ends at record " + (log.next() - 1) + ", but the query has read up to record " + read);
        } else if (first.isPresent() && first.getAsLong() > read + 1) {
            throw missing(read + 1, first.getAsLong() - 1);
        }
        isSettled = true;
    }

    private PawlException missing(long first, long last) {
        return InboxFile.damaged(
                log.place(), "records " + first + " to " + last + ", which are to be read, are not there");
    }

    private static long number(SourceOffset offset) {
        try {
            long number = Long.parseLong(offset.text());
            if (number >= -1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new PawlException(
                ErrorCode.OFFSET_LOG_CORRUPT, "Expected the number of a record, found " + offset.text() + ".");
    }

    @Override
    public void pinEnd() {
        isPinned = true;
    }

    @Override
    public List<Split> splits(Optional<SourceOffset> start, SourceOffset end) {
        long first = number(start.orElse(BEFORE_THE_FIRST)) + 1;
        long last = number(end);
        OptionalLong there = log.first();
        if (there.isEmpty() || there.getAsLong() > first || last >= log.next()) {
            long lost = there.isEmpty() || there.getAsLong() <= first ? Math.max(first, log.next()) : first;
            throw missing(lost, last);
        }
        List<Split> splits = new ArrayList<>();
        List<Long> files = new ArrayList<>();
        long bytes = 0;
        for (long file : log.filesOf(first, last)) {
            files.add(file);
            bytes += log.bytesOf(file);
            if (bytes >= SPLIT_BYTES) {
                splits.add(new InboxSplit(log, files, first, last, required));
                files = new ArrayList<>();
                bytes = 0;
            }
        }
        if (!files.isEmpty()) {
            splits.add(new InboxSplit(log, files, first, last, required));
        }
        return splits;
    }

    @Override
    public void committed(SourceOffset end) {
        log.purge(number(end));
    }

    @Override
    public Optional<SourceOffset> reportedLatest() {
        return Optional.of(new SourceOffset(Long.toString(log.next() - 1)));
    }

    @Override
    public void close() {
        log.close();
        if (receiver != null) {
            receiver.close();
        }
    }
}
