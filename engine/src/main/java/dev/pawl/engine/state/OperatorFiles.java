package dev.pawl.engine.state;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.operator.StoreInfo;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Describes the stateful operators of a query in its checkpoint, where nothing describes them yet. */
final class OperatorFiles {
    private OperatorFiles() {}

    /** @param partitions of the checkpoint: operators that use one of them are described with all */
    static void write(Storage storage, OperatorSpec operator, int partitions) {
        OperatorDirectory directory = new OperatorDirectory(storage, operator.id());
        try {
            Optional<OperatorMetadata> metadata = directory.metadata(Long.MAX_VALUE);
            List<StoreInfo> stores = new ArrayList<>();
            for (StoreSpec store : operator.stores()) {
                if (directory.schemas(store.name(), metadata).isEmpty()) {
                    directory.createSchema(store.name(), schema(store));
                }
                stores.add(new StoreInfo(store.name(), store.prefixColumns(), partitions, List.of()));
            }
            if (metadata.isEmpty()) {
                directory.createMetadata(
                        new OperatorMetadata(1, operator.id(), operator.name(), stores, Optional.empty()));
            }
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Operator " + operator.id() + " cannot be described below " + storage.root() + ": " + e.getMessage()
                            + ".",
                    e);
        }
    }

    /** What may be null fits every query that Spark compiles: another version of it may see less. */
    private static StoreSchema schema(StoreSpec store) {
        return StoreSchema.single(
                store.key().asNullable().json(), store.value().asNullable().json());
    }
}
