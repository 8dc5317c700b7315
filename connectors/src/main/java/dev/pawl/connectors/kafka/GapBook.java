package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.gap.Gap;
import dev.pawl.checkpoint.gap.GapLog;
import dev.pawl.checkpoint.storage.Storage;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/** Writes accepted losses of one source into the checkpoint of its query. Used by the tasks of a batch side by side. */
final class GapBook implements DataLoss.Book {
    private final GapLog log;
    private final String sourceId;
    private final InstantSource clock;
    private volatile long batchId;

    GapBook(Storage checkpoint, String sourceId, InstantSource clock) {
        this.log = new GapLog(checkpoint);
        this.sourceId = sourceId;
        this.clock = clock;
    }

    void turnTo(long next) {
        batchId = next;
    }

    @Override
    public void write(List<DataLoss.Loss> losses) {
        log.append(losses.stream()
                .map(loss -> new Gap(
                        sourceId,
                        loss.partition().toString(),
                        loss.range(),
                        clock.instant(),
                        loss.what(),
                        OptionalLong.of(batchId)))
                .toList());
    }
}
