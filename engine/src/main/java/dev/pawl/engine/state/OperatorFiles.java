package dev.pawl.engine.state;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.operator.StoreInfo;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.StructType;

/** Describes a stateful operator of a query in its checkpoint, where nothing describes it yet. */
final class OperatorFiles {
    private static final String JOIN = "symmetricHashJoin";
    private static final Pattern HAS_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/");

    private final Storage storage;
    private final OperatorSpec operator;
    private final int partitions;
    private final OperatorDirectory directory;

    /** @param partitions of the checkpoint: operators that use one of them are described with all */
    OperatorFiles(Storage storage, OperatorSpec operator, int partitions) {
        this.storage = storage;
        this.operator = operator;
        this.partitions = partitions;
        this.directory = new OperatorDirectory(storage, operator.id());
    }

    void write(long batchId, Supplier<String> uniqueNames) {
        try {
            Optional<OperatorMetadata> metadata = directory.metadata(Long.MAX_VALUE);
            if (operator.hasFamilies()) {
                writeFamilies(batchId, metadata, uniqueNames);
            } else {
                writeStores(metadata);
            }
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Operator " + operator.id() + " cannot be described below " + storage.root() + ": " + e.getMessage()
                            + ".",
                    e);
        }
    }

    private void writeStores(Optional<OperatorMetadata> metadata) throws IOException {
        List<StoreInfo> stores = new ArrayList<>();
        for (StoreSpec store : operator.stores()) {
            if (directory.schemas(store.name(), metadata).isEmpty()) {
                directory.createSchema(store.name(), schema(store));
            }
            stores.add(new StoreInfo(store.name(), store.prefixColumns(), partitions, List.of()));
        }
        if (metadata.isEmpty()) {
            directory.createMetadata(new OperatorMetadata(1, operator.id(), operator.name(), stores, Optional.empty()));
        }
    }

    /**
     * Spark looks for the schema file where the metadata says it is: of a checkpoint that was moved, and of an operator that has a
     * variable more, it is said anew.
     */
    private void writeFamilies(long batchId, Optional<OperatorMetadata> metadata, Supplier<String> uniqueNames)
            throws IOException {
        List<String> known = directory.schemas(StoreSpec.DEFAULT, metadata).stream()
                .map(StoreSchema::columnFamily)
                .toList();
        boolean isDescribed = operator.stores().stream().allMatch(store -> known.contains(store.name()));
        List<String> before = metadata.map(
                        described -> described.stores().get(0).schemaFilePaths())
                .orElse(List.of());
        List<String> paths = new ArrayList<>();
        before.forEach(path -> paths.add(uri(path)));
        if (!isDescribed) {
            paths.add(uri(directory.createSchema(StoreSpec.DEFAULT, batchId, uniqueNames.get(), families())));
        } else if (paths.isEmpty()) {
            // Of an attempt that came no further.
            paths.add(uri(directory.schemaFile(StoreSpec.DEFAULT, metadata)));
        }
        if (!paths.equals(before)) {
            StoreInfo store = new StoreInfo(StoreSpec.DEFAULT, 0, partitions, paths);
            directory.createMetadata(
                    batchId,
                    new OperatorMetadata(2, operator.id(), operator.name(), List.of(store), operator.properties()));
        }
    }

    /** Where the file of a path is in this checkpoint. */
    private String uri(String path) {
        String root = storage.root();
        String place = HAS_SCHEME.matcher(root).lookingAt()
                ? root
                : "file:" + Path.of(root).toAbsolutePath().normalize();
        return place + "/" + directory.path() + "/_stateSchema/" + StoreSpec.DEFAULT
                + path.substring(path.lastIndexOf('/'));
    }

    private List<StoreSchema> families() {
        List<StoreSchema> families = new ArrayList<>();
        for (StoreSpec store : operator.stores()) {
            StoreSpec.Family family = store.family().orElseThrow();
            // The columns of a join follow from the plan, and another version of Spark may see that they are never
            // null.
            boolean isOfPlan = operator.name().equals(JOIN);
            families.add(new StoreSchema(
                    store.name(),
                    0,
                    (isOfPlan ? store.key().asNullable() : store.key()).json(),
                    0,
                    (isOfPlan ? store.value().asNullable() : store.value()).json(),
                    Optional.of(family.layout()),
                    family.userKey().map(StructType::json)));
        }
        return families;
    }

    /** What may be null fits every query that Spark compiles: another version of it may see less. */
    private static StoreSchema schema(StoreSpec store) {
        return StoreSchema.single(
                store.key().asNullable().json(), store.value().asNullable().json());
    }
}
