package dev.pawl.checkpoint;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.operator.StoreInfo;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshots;
import dev.pawl.checkpoint.state.LoadOptions;
import dev.pawl.checkpoint.state.StateFileReader;
import dev.pawl.checkpoint.state.StateLoader;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Finds the stateful operators of a checkpoint with their stores and partitions. */
final class OperatorStates {
    /** Emits at most so many rows over the whole query: one counter, kept in partition 0. */
    private static final String GLOBAL_LIMIT = "globalLimit";

    /** The keys of an aggregation without grouping, and of a limit: all state is in partition 0. */
    private static final Set<String> KEYS_OF_ONE_PARTITION = Set.of(
            "{\"type\":\"struct\",\"fields\":[]}",
            "{\"type\":\"struct\",\"fields\":[{\"name\":\"key\",\"type\":\"void\",\"nullable\":true,\"metadata\":{}}]}");

    private final Storage storage;
    private final UniqueIds uniqueIds;
    private final Supplier<RecordedConfs> confs;

    OperatorStates(Storage storage, UniqueIds uniqueIds, Supplier<RecordedConfs> confs) {
        this.storage = storage;
        this.uniqueIds = uniqueIds;
        this.confs = confs;
    }

    /** @param problems gets what is wrong with metadata and schemas, which then count as absent; it may throw instead */
    List<OperatorState> at(long batchId, Consumer<PawlException> problems) {
        try {
            List<Long> ids = OperatorDirectory.operatorIds(storage);
            if (ids.isEmpty()) {
                return List.of();
            }
            RecordedConfs recorded = confs.get();
            StateFormat format = StateFormat.of(recorded);
            StateLoader loader = loader(format);
            List<OperatorState> operators = new ArrayList<>();
            for (long id : ids) {
                OperatorDirectory directory = new OperatorDirectory(storage, id);
                Optional<OperatorMetadata> metadata = metadata(directory, batchId, problems);
                operators.add(operator(directory, metadata, recorded, loader, problems));
            }
            return operators;
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "The state below " + storage.root() + " cannot be listed: " + e.getMessage() + ".",
                    e);
        }
    }

    private StateLoader loader(StateFormat format) {
        return new StateLoader(
                new StateFileReader(storage, format.codec()),
                new RocksDbSnapshots(storage, format.delimiter()),
                LoadOptions.forHeap(Runtime.getRuntime().maxMemory(), format.delimiter()));
    }

    private OperatorState operator(
            OperatorDirectory directory,
            Optional<OperatorMetadata> metadata,
            RecordedConfs recorded,
            StateLoader loader,
            Consumer<PawlException> problems)
            throws IOException {
        StateFormat format = StateFormat.of(recorded);
        List<Long> found = directory.partitions();
        List<String> names = storeNames(directory, metadata, found);
        List<List<StoreSchema>> schemas = new ArrayList<>();
        for (String name : names) {
            schemas.add(schemas(directory, name, metadata, problems));
        }
        StoreState.Partitions partitions =
                new StoreState.Partitions(found, expected(metadata, schemas, recorded, found));
        List<StoreState> stores = new ArrayList<>();
        for (String name : names) {
            stores.add(new StoreState(
                    new StoreId(directory.operatorId(), name),
                    directory,
                    new StoreState.Schemas(directory.schemaFile(name, metadata), schemas.get(stores.size())),
                    metadata.map(known -> prefixColumns(known, name)).orElseGet(OptionalInt::empty),
                    partitions,
                    new StoreState.Access(storage, format, loader, uniqueIds, stores.size())));
        }
        return new OperatorState(directory.operatorId(), metadata, stores, partitions.expected());
    }

    private Optional<OperatorMetadata> metadata(
            OperatorDirectory directory, long batchId, Consumer<PawlException> problems) {
        try {
            return directory.metadata(batchId);
        } catch (PawlException e) {
            problems.accept(e);
            return Optional.empty();
        } catch (IOException e) {
            problems.accept(new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "The metadata of operator " + directory.operatorId() + " below " + storage.root()
                            + " cannot be read: " + e.getMessage() + ".",
                    e));
            return Optional.empty();
        }
    }

    private static List<StoreSchema> schemas(
            OperatorDirectory directory,
            String store,
            Optional<OperatorMetadata> metadata,
            Consumer<PawlException> problems)
            throws IOException {
        try {
            return directory.schemas(store, metadata);
        } catch (PawlException e) {
            problems.accept(e);
            return List.of();
        }
    }

    private static OptionalInt prefixColumns(OperatorMetadata metadata, String store) {
        return metadata.stores().stream()
                .filter(info -> info.storeName().equals(store))
                .mapToInt(StoreInfo::prefixColumns)
                .findFirst();
    }

    /** Metadata names the stores; without it their directories do, in the alphabetical order that Spark numbers them in. */
    private List<String> storeNames(
            OperatorDirectory directory, Optional<OperatorMetadata> metadata, List<Long> partitions)
            throws IOException {
        if (metadata.isPresent()) {
            return metadata.get().stores().stream().map(StoreInfo::storeName).toList();
        }
        if (partitions.isEmpty()) {
            return List.of();
        }
        List<String> named = storage.list(directory.storePath(partitions.get(0), StoreId.DEFAULT)).stream()
                .filter(StorageEntry::isDirectory)
                .map(StorageEntry::name)
                .filter(name -> !name.startsWith("_") && !name.equals("SSTs") && !name.equals("logs"))
                .toList();
        return named.isEmpty() ? List.of(StoreId.DEFAULT) : named;
    }

    private static List<Long> expected(
            Optional<OperatorMetadata> metadata,
            List<List<StoreSchema>> schemas,
            RecordedConfs recorded,
            List<Long> found) {
        boolean single = metadata.map(OperatorMetadata::operatorName)
                        .filter(GLOBAL_LIMIT::equals)
                        .isPresent()
                || schemas.stream().flatMap(List::stream).anyMatch(OperatorStates::hasOnePartition);
        if (single) {
            return List.of(0L);
        }
        int count = metadata.map(OperatorMetadata::partitions)
                .orElseGet(() -> recorded.shufflePartitions().orElse(found.size()));
        return new PartitionRange(count);
    }

    private static boolean hasOnePartition(StoreSchema schema) {
        return KEYS_OF_ONE_PARTITION.contains(schema.key().replace(" ", ""));
    }
}
