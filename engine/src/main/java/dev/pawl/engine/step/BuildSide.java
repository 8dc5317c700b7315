package dev.pawl.engine.step;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeProjection;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** The static side of a join in memory, by key. Without keys all its rows have the same one. */
public final class BuildSide implements BatchInput {
    private final StaticRows rows;
    private final List<Expression> keys;
    private final StructType columns;
    private Map<UnsafeRow, List<UnsafeRow>> byKey = Map.of();

    /** @param keys bound to the columns of the rows */
    public BuildSide(StaticRows rows, List<Expression> keys, StructType columns) {
        this.rows = rows;
        this.keys = List.copyOf(keys);
        this.columns = columns;
    }

    @Override
    public void load() throws IOException {
        UnsafeProjection key = GenerateUnsafeProjection.generate(
                CollectionConverters.asScala(keys).toSeq(), true);
        UnsafeProjection row = UnsafeProjection.create(columns);
        Map<UnsafeRow, List<UnsafeRow>> loaded = new HashMap<>();
        rows.produce(each -> {
            UnsafeRow copy = row.apply(each).copy();
            UnsafeRow itsKey = key.apply(copy);
            // A key with a null equals nothing; rows without keys are all candidates.
            if (!itsKey.anyNull()) {
                List<UnsafeRow> same = loaded.get(itsKey);
                if (same == null) {
                    same = new ArrayList<>();
                    loaded.put(itsKey.copy(), same);
                }
                same.add(copy);
            }
        });
        byKey = loaded;
    }

    List<UnsafeRow> matches(UnsafeRow key) {
        return byKey.getOrDefault(key, List.of());
    }

    int width() {
        return columns.length();
    }
}
