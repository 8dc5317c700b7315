package dev.pawl.engine.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.engine.builtin.MemoryTables;
import dev.pawl.engine.plan.QueryInput;
import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The letters of a batch that is begun again within one start. */
class DeadLettersTest {
    @TempDir
    private Path directory;

    private static final class BadRecord implements RowReader {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public InternalRow row() {
            return InternalRow.empty();
        }

        @Override
        public Optional<RawRecord> raw() {
            return Optional.of(RawRecord.of(new byte[0], JsonNodeFactory.instance.objectNode()));
        }

        @Override
        public void close() {}
    }

    private static final class Nowhere implements LetterTarget {
        @Override
        public String description() {
            return "nowhere";
        }

        @Override
        public void deliver(long batchId, Letters letters) {}

        @Override
        public void close() {}
    }

    @Test
    void anAttemptWithoutLettersTakesThoseOfTheOneBeforeItBack() throws IOException {
        QueryInput input =
                new QueryInput(0, "orders", new MemoryTables().input("orders", new StructType()), new StructType());
        try (Storage storage = Storages.openForWriting(directory.toString(), Durability.SYNCED, () -> "1");
                DeadLetters letters = new DeadLetters(
                        new DeadLetters.Sender("id", "sales", List.of(input)),
                        new Nowhere(),
                        BadRecordLimits.NONE,
                        new LetterOutbox(storage))) {
            LetterOutbox seen = new LetterOutbox(storage);
            try (BatchLetters first = letters.begin(3, 0)) {
                BatchLetters.OfTask task = first.task(0);
                task.add(new BadRecord(), "orders-0, offset 1", new ArithmeticException("x"));
                assertThat(first.prepare(List.of(task), 2)).isEqualTo(1);
            }
            assertThat(seen.has(3)).isTrue();

            try (BatchLetters second = letters.begin(3, 0)) {
                assertThat(second.prepare(List.of(second.task(0)), 2)).isZero();
            }
            assertThat(seen.has(3)).isFalse();
        }
    }
}
