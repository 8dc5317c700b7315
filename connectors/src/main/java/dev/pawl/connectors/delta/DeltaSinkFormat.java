package dev.pawl.connectors.delta;

import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** {@code USING delta} as the target of a query. */
public final class DeltaSinkFormat implements SinkFormat {
    /** What Spark's stream into a table does not heed either; one task writes one file for each partition value anyway. */
    private static final String[] WITHOUT_EFFECT = {"optimizeWrite", "partitionOverwriteMode", "txnAppId", "txnVersion"
    };

    /** What would mean something to Spark, or to who wrote it. */
    private static final List<String> REFUSED = List.of("overwriteSchema", "userMetadata", "replaceWhere");

    private static final String DATA_CHANGE = "dataChange";

    private final @Nullable Executor upkeep;

    public DeltaSinkFormat() {
        this(null);
    }

    /** @param upkeep writes the checkpoints of the tables and merges files; null for a thread of each sink's own */
    DeltaSinkFormat(@Nullable Executor upkeep) {
        this.upkeep = upkeep;
    }

    @Override
    public String name() {
        return "delta";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(OptionNames.documented(
                        new OptionDoc("path", "needed", "where the table is, or is to be"),
                        new OptionDoc(
                                MergeKeys.OPTION,
                                "needed in mode `update`",
                                "columns, separated by commas: a row takes the place of those that have the same values in"
                                        + " them"),
                        new OptionDoc(
                                "mergeSchema",
                                "`false`",
                                "`true` to give the table the columns of the query that it has not"),
                        new OptionDoc(
                                FileStyle.TARGET_SIZE,
                                "the table's `delta.targetFileSize`, or `128m`",
                                "about how large a data file becomes"),
                        new OptionDoc(FileStyle.ROWS_MAX, "no limit", "how many rows a data file has at most"),
                        new OptionDoc(
                                FileStyle.COMPRESSION, "`snappy`", "of data files: `snappy`, `zstd`, `gzip` or `none`"),
                        new OptionDoc(
                                Compaction.OPTION,
                                "the table's `delta.autoOptimize.autoCompact`, or `false`",
                                "`true` to merge small files now and then, in commits that change no rows"),
                        new OptionDoc(
                                Compaction.FILES_MIN,
                                "`50`",
                                "how many small files must have come together, of one partition, to be merged"),
                        new OptionDoc("delta.*", "", "properties of a table that is made for the query"),
                        new OptionDoc("overwriteSchema", "`false`", "refused where it is `true`"),
                        new OptionDoc("userMetadata", "", "refused"),
                        new OptionDoc(
                                "replaceWhere", "", "refused: a batch adds rows, or replaces them as the mode says"),
                        new OptionDoc(
                                DATA_CHANGE, "`true`", "refused where it is `false`: the rows of a batch are new"),
                        new OptionDoc(
                                DeltaSink.IGNORE_MISSING,
                                "`false`",
                                "`true` to go on in a table that has not the batches which the checkpoint has committed; of Pawl"
                                        + " alone"))
                .withoutEffect(WITHOUT_EFFECT)
                .passingOnDotted());
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        String location = request.options().require("path");
        DeltaTable table = new DeltaTable(location, outside.storage(location), DeltaTable.Side.SINK);
        try {
            for (String option : REFUSED) {
                if (request.options()
                        .find(option)
                        .filter(value -> !value.equalsIgnoreCase("false"))
                        .isPresent()) {
                    throw table.unsupported("is not written with option " + option);
                }
            }
            if (!request.options().flag(DATA_CHANGE, true)) {
                throw table.unsupported("is not written with option " + DATA_CHANGE + " = false");
            }
            // Before a table is made.
            MergeKeys.names(request);
            TableUpkeep beside = upkeep == null ? TableUpkeep.inBackground(table) : TableUpkeep.on(upkeep, table);
            return DeltaSink.open(request, table, outside, beside);
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
    }
}
