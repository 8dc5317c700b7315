package dev.pawl.connectors.delta;

import io.delta.kernel.data.Row;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.Protocol;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import java.util.List;
import java.util.Optional;

/**
 * What a stream must know of one commit.
 *
 * @param added the files with new rows, in the order of the commit
 * @param operation what Spark calls it, such as {@code DELETE}; empty if the commit does not tell
 * @param removed a file whose rows were deleted or changed, if there is one
 */
record TableCommit(
        long version,
        String operation,
        List<AddFile> added,
        Optional<String> removed,
        Optional<Metadata> metadata,
        Optional<Protocol> protocol) {
    static final StructType SCHEMA = new StructType()
            .add("add", AddFile.SCHEMA_WITHOUT_STATS)
            .add(
                    "remove",
                    new StructType().add("path", StringType.STRING, true).add("dataChange", BooleanType.BOOLEAN, true))
            .add("metaData", Metadata.FULL_SCHEMA)
            .add("protocol", Protocol.FULL_SCHEMA)
            .add("commitInfo", new StructType().add("operation", StringType.STRING, true));

    TableCommit {
        added = List.copyOf(added);
    }

    /** For messages: {@code Version 5 (DELETE)}. */
    String shown() {
        return "Version " + version + (operation.isEmpty() ? "" : " (" + operation + ")");
    }

    static TableCommit of(long version, Iterable<Row> actions) {
        java.util.ArrayList<AddFile> added = new java.util.ArrayList<>();
        String operation = "";
        Optional<String> removed = Optional.empty();
        Optional<Metadata> metadata = Optional.empty();
        Optional<Protocol> protocol = Optional.empty();
        for (Row action : actions) {
            if (!action.isNullAt(0)) {
                AddFile file = new AddFile(action.getStruct(0));
                if (file.getDataChange()) {
                    added.add(file);
                }
            } else if (!action.isNullAt(1)) {
                Row remove = action.getStruct(1);
                boolean isChange = remove.isNullAt(1) || remove.getBoolean(1);
                if (isChange && removed.isEmpty()) {
                    removed = Optional.of(remove.getString(0));
                }
            } else if (!action.isNullAt(2)) {
                metadata = Optional.of(Metadata.fromRow(action.getStruct(2)));
            } else if (!action.isNullAt(3)) {
                protocol = Optional.of(Protocol.fromRow(action.getStruct(3)));
            } else if (!action.isNullAt(4) && !action.getStruct(4).isNullAt(0)) {
                operation = action.getStruct(4).getString(0);
            }
        }
        return new TableCommit(version, operation, added, removed, metadata, protocol);
    }
}
