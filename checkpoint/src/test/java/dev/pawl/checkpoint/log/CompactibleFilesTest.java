package dev.pawl.checkpoint.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompactibleFilesTest {
    private static CompactibleFiles files(String... names) {
        FakeStorage storage = new FakeStorage();
        for (String name : names) {
            storage.put("log/" + name, "v1");
        }
        return CompactibleFiles.list(new LogDirectory(storage, "log", ErrorCode.SOURCE_LOG_CORRUPT));
    }

    @ParameterizedTest
    @CsvSource({
        "10, '0,1,2', 10",
        "10, '8.compact,5.compact,9', 3",
        "10, '2.compact', 3",
        "5, '11.compact,12,13', 6",
        "3, '11.compact', 3",
        "7, '11.compact', 12",
        "6, '11.compact', 12",
        "5, '9.compact', 10",
        "4, '9.compact', 5",
        "4, '12.compact', 13",
        "1, '12.compact', 1",
        "20, '9.compact', 10",
        "3, '2147483646.compact', 2147483647",
        "3, '9223372036854775806.compact', 9223372036854775807",
    })
    void theIntervalFollowsFromWhatExists(int defaultInterval, String names, long interval) {
        assertThat(files(names.split(",")).interval(defaultInterval)).isEqualTo(interval);
    }

    @Test
    void everythingIsTheLastCompactionAndWhatFollows() {
        CompactibleFiles files = files("2.compact", "3", "4", "5.compact", "6", "7");
        assertThat(files.idsFor(7)).containsExactly(5L, 6L, 7L);
        assertThat(files.idsFor(5)).containsExactly(5L);
        assertThat(files.idsFor(4)).containsExactly(2L, 3L, 4L);
        assertThat(files("0", "1").idsFor(1)).containsExactly(0L, 1L);
        assertThat(files("0", "1").latest()).hasValue(1);
        assertThat(files.ids()).containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void aGapIsNamed() {
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> files("5.compact", "6", "8").idsFor(8))
                .withMessageContaining("log/7 below")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BATCH_NOT_FOUND));
    }

    @Test
    void otherNamesAreIgnored() {
        assertThat(files("x", ".1.compact.crc", "1.compact.tmp", "01.compact", "-1", ".compact")
                        .isEmpty())
                .isTrue();
        assertThat(files().latest()).isEmpty();
    }

    @Test
    void aListOfNothingHasNoIds() {
        assertThat(files().ids()).isEqualTo(List.of());
    }
}
