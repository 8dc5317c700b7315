package dev.pawl.engine.operator;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeProjection;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Between buffers and the values of the store. Rows it gives are good until it is asked again. */
interface KeptBuffers {
    UnsafeRow kept(UnsafeRow key, UnsafeRow buffer);

    UnsafeRow buffer(UnsafeRow kept);

    final class Alone implements KeptBuffers {
        @Override
        public UnsafeRow kept(UnsafeRow key, UnsafeRow buffer) {
            return buffer;
        }

        @Override
        public UnsafeRow buffer(UnsafeRow kept) {
            return kept;
        }
    }

    final class BehindKeys implements KeptBuffers {
        private final UnsafeProjection keptRow;
        private final UnsafeProjection bufferRow;
        private final JoinedRow joined = new JoinedRow();

        BehindKeys(AggregateLayout layout, StructType kept) {
            keptRow = UnsafeProjection.create(kept);
            List<Expression> columns = new ArrayList<>();
            for (int i = layout.key().length(); i < kept.length(); i++) {
                columns.add(new BoundReference(i, kept.apply(i).dataType(), true));
            }
            bufferRow = GenerateUnsafeProjection.generate(
                    CollectionConverters.asScala(columns).toSeq(), false);
        }

        @Override
        public UnsafeRow kept(UnsafeRow key, UnsafeRow buffer) {
            return keptRow.apply(joined.apply(key, buffer));
        }

        @Override
        public UnsafeRow buffer(UnsafeRow kept) {
            return bufferRow.apply(kept);
        }
    }
}
