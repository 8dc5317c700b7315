package dev.pawl.checkpoint.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.type.LeafType;
import dev.pawl.checkpoint.type.StringType;
import dev.pawl.checkpoint.type.StructField;
import dev.pawl.checkpoint.type.StructType;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionHashTest {
    private static final StructType SCHEMA = StructType.of(
            StructField.nullable("s", StringType.BINARY_ORDER),
            StructField.nullable("l", LeafType.LONG),
            StructField.nullable("i", LeafType.CALENDAR_INTERVAL));

    @Test
    void textHasTheHashOfSpark() throws Exception {
        byte[] row = RowEncoder.of(SCHEMA).encode(Row.of("Abc ", null, null));

        assertThat(PartitionHash.of(SCHEMA, List.of(0)).hash(row, 0, row.length))
                .isEqualTo(1261684925);
    }

    @Test
    void nullsLeaveTheHashAsItIs() throws Exception {
        byte[] row = RowEncoder.of(SCHEMA).encode(Row.of("Abc ", null, null));

        assertThat(PartitionHash.of(SCHEMA).hash(row, 0, row.length)).isEqualTo(1261684925);
        assertThat(PartitionHash.of(SCHEMA, List.of(1)).hash(row, 0, row.length))
                .isEqualTo(42);
    }

    @Test
    void daysOfCalendarIntervalsDoNotCount() throws Exception {
        RowEncoder encoder = RowEncoder.of(SCHEMA);
        PartitionHash hash = PartitionHash.of(SCHEMA);

        assertThat(hash.partition(encoder.encode(Row.of("a", 1L, new CalendarInterval(1, 2, 3))), 1000))
                .isEqualTo(hash.partition(encoder.encode(Row.of("a", 1L, new CalendarInterval(1, 9, 3))), 1000))
                .isNotEqualTo(hash.partition(encoder.encode(Row.of("a", 1L, new CalendarInterval(2, 2, 3))), 1000))
                .isBetween(0, 999);
    }

    @Test
    void whatSparkDoesNotPartitionByIsRefused() {
        assertThatThrownBy(() -> PartitionHash.of(StructType.of(StructField.nullable("v", LeafType.VARIANT))))
                .isInstanceOf(RowProblem.class);
        assertThatThrownBy(
                        () -> PartitionHash.of(StructType.of(StructField.nullable("c", new StringType("UTF8_LCASE")))))
                .hasMessage("the partition of a \"string collate UTF8_LCASE\" depends on the rules of its collation");
    }
}
