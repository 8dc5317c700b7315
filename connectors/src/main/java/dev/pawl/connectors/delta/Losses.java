package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.gap.Gap;
import dev.pawl.checkpoint.gap.GapLog;
import dev.pawl.checkpoint.gap.GapRange;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a stream does where a part of its table is gone that it has not read: it stops, or writes down what is missing. */
final class Losses {
    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

    private final DeltaTable table;
    private final boolean isRefused;
    private final String sourceId;
    private final GapLog gaps;
    private final InstantSource clock;
    private OptionalLong batchId = OptionalLong.empty();

    /** @param isRefused whether a loss stops the stream */
    Losses(DeltaTable table, boolean isRefused, String sourceId, GapLog gaps, InstantSource clock) {
        this.table = table;
        this.isRefused = isRefused;
        this.sourceId = sourceId;
        this.gaps = gaps;
        this.clock = clock;
    }

    void turnTo(long batch) {
        batchId = OptionalLong.of(batch);
    }

    /** What a reader says about a file that vanishes before its eyes. */
    DeltaRowReader.Missing ofVanishingFiles() {
        // Where losses are allowed the batch is tried again, finds the file missing before it is read, and writes that
        // down.
        return isRefused ? DeltaRowReader.Missing.LOSS : DeltaRowReader.Missing.FAILURE;
    }

    /** Versions are gone, from one up to but without another. */
    void versions(long from, long to) {
        if (isRefused) {
            throw new PawlException(
                    ErrorCode.SOURCE_DATA_LOST,
                    "The log of Delta table " + table.location() + " no longer holds version " + from
                            + ", which is to be read next; the earliest one after it is " + to + ".");
        }
        record(List.of(gap(GapRange.of(from, to), "the log no longer holds these versions")));
    }

    /** The version with which the stream began cannot be put together any more. */
    void snapshot(long version, PawlException cause) {
        if (isRefused) {
            throw new PawlException(
                    ErrorCode.SOURCE_DATA_LOST,
                    "Version " + version + " of Delta table " + table.location() + ", with which the stream began, is"
                            + " not read to its end and cannot be put together any more: " + cause.what(),
                    cause);
        }
        record(List.of(gap(
                GapRange.of(version, version + 1),
                "the log no longer holds this version, with which the stream began; some of it may have been read")));
    }

    /** Those files that are there. The others are gone: where that is refused, reading them will say so. */
    List<StreamFile> present(List<StreamFile> files) {
        if (isRefused) {
            return files;
        }
        List<StreamFile> present = new ArrayList<>();
        List<Gap> missing = new ArrayList<>();
        for (StreamFile file : files) {
            if (table.hasFile(file.path())) {
                present.add(file);
            } else {
                missing.add(gap(
                        GapRange.of(file.position(), file.nextPosition()),
                        "data file " + file.path() + " was deleted, as VACUUM does"));
            }
        }
        if (!missing.isEmpty()) {
            record(missing);
        }
        return present;
    }

    private Gap gap(GapRange range, String why) {
        return new Gap(sourceId, table.location(), range, clock.instant(), why, batchId);
    }

    private void record(List<Gap> found) {
        gaps.append(found);
        for (Gap gap : found) {
            LOG.warn(
                    "Rows of a Delta table are gone before they were read. table={} from={} why={}",
                    table.location(),
                    gap.range().from(),
                    gap.why());
        }
    }
}
