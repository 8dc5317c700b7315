package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.StoreId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a finding is.
 *
 * @param path below the checkpoint
 */
public record Place(
        String path,
        OptionalLong batchId,
        OptionalLong operatorId,
        Optional<String> store,
        OptionalLong partition,
        OptionalLong version) {
    static Place of(String path) {
        return new Place(
                path,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    static Place ofBatch(String path, long batchId) {
        return new Place(
                path,
                OptionalLong.of(batchId),
                OptionalLong.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    static Place ofOperator(String path, long operatorId) {
        return new Place(
                path,
                OptionalLong.empty(),
                OptionalLong.of(operatorId),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    static Place ofPartition(String path, StoreId store, long partition) {
        return new Place(
                path,
                OptionalLong.empty(),
                OptionalLong.of(store.operatorId()),
                Optional.of(store.name()),
                OptionalLong.of(partition),
                OptionalLong.empty());
    }

    Place at(String otherPath) {
        return new Place(otherPath, batchId, operatorId, store, partition, version);
    }

    Place atVersion(long stateVersion) {
        return new Place(path, batchId, operatorId, store, partition, OptionalLong.of(stateVersion));
    }
}
