package dev.pawl.engine.deadletter;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.engine.source.RawDecoder;
import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The records that one branch of a query sent to its dead letters, as that stream. */
public final class ReplayTable implements SourceTable {
    private static final String LINE = "value";

    private final SourceTable original;
    private final SourceTable lines;
    private final String query;
    private final List<String> sources;
    private final int branch;

    /**
     * @param original the stream that the records came from
     * @param lines dead letters, in a column {@code value}
     * @param sources the names of the streams that the ways through the query begin with
     * @param branch which of them this is
     */
    public ReplayTable(SourceTable original, SourceTable lines, String query, List<String> sources, int branch) {
        this.original = original;
        this.lines = lines;
        this.query = query;
        this.sources = List.copyOf(sources);
        this.branch = branch;
    }

    @Override
    public StructType columns() {
        return original.columns();
    }

    @Override
    public Optional<SourceKind> kind() {
        return lines.kind();
    }

    @Override
    public StreamSource openStream(StreamScope scope) {
        StructType required = scope.required();
        StructField line = lines.columns().apply(LINE);
        StreamScope ofLines = new StreamScope(
                scope.sourceId(), new StructType(new StructField[] {line}), scope.checkpoint(), scope.queryId());
        return new ReplaySource(lines.openStream(ofLines), rows -> new ReplayReader(rows, this, decoder(required)));
    }

    private RawDecoder decoder(StructType required) {
        Optional<RawDecoder> records = original.rawDecoder(required);
        return new RawDecoder() {
            private @Nullable RawDecoder rows;

            @Override
            public RowReader open(RawRecord record) throws IOException {
                if (record.kind() == RawRecord.Kind.RECORD) {
                    return records.orElseThrow(() -> unfit("one is a record of another kind of source than "
                                    + sources.get(branch) + " is now."))
                            .open(record);
                }
                RawDecoder known = rows;
                if (known == null) {
                    known = rowDecoder(required);
                    rows = known;
                }
                return known.open(record);
            }
        };
    }

    private RawDecoder rowDecoder(StructType required) {
        Arrays.stream(required.fields())
                .filter(field -> !RowText.isFaithful(field.dataType()))
                .findFirst()
                .ifPresent(field -> {
                    throw unfit("values of type " + field.dataType().sql() + ", as column " + field.name() + " of "
                            + sources.get(branch) + " has, are not the same after they were written as JSON.");
                });
        return new RowDecoder(required, query);
    }

    /**
     * Whether a letter is for this stream.
     *
     * @throws PawlException if it is for none the query has any more
     */
    boolean isFor(DeadLetter letter) {
        if (!letter.queryName().equals(query)) {
            return false;
        }
        boolean isKnown =
                letter.branch() < sources.size() && sources.get(letter.branch()).equals(letter.source());
        if (!isKnown) {
            throw unfit("the one of " + letter.position() + " came from the stream " + letter.source() + " in branch "
                    + letter.branch() + ", and those of the query now read " + String.join(", ", sources) + ".");
        }
        return letter.branch() == branch;
    }

    private PawlException unfit(String why) {
        return new PawlException(
                ErrorCode.REPLAY_UNFIT, "The dead letters of " + query + " cannot be replayed: " + why);
    }

    @Override
    public StaticSource openStatic(StructType required) {
        throw new IllegalStateException("dead letters are read as a stream");
    }
}
