package dev.pawl.interop;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.operator.StoreInfo;
import dev.pawl.checkpoint.storage.Storages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What Pawl's library knows of the rows of Spark's {@code state-metadata} source. */
final class OperatorRows {
    private OperatorRows() {}

    static List<String> of(Path path) {
        List<String> rows = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(path.toString()))) {
            List<Long> committed = checkpoint.commits().batchIds();
            for (OperatorState operator : checkpoint.operators()) {
                OperatorMetadata metadata = operator.metadata().orElseThrow();
                for (StoreInfo store : metadata.stores()) {
                    rows.add(("{\"operatorId\":%d,\"operatorName\":\"%s\",\"stateStoreName\":\"%s\","
                                    + "\"numPartitions\":%d,\"minBatchId\":%d,\"maxBatchId\":%d%s}")
                            .formatted(
                                    operator.id(),
                                    metadata.operatorName(),
                                    store.storeName(),
                                    store.partitions(),
                                    committed.get(0),
                                    committed.get(committed.size() - 1),
                                    metadata.properties()
                                            .map(OperatorRows::field)
                                            .orElse("")));
                }
            }
        }
        return rows;
    }

    private static String field(String properties) {
        return ",\"operatorProperties\":\"" + properties.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
