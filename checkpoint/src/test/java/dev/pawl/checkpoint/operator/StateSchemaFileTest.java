package dev.pawl.checkpoint.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.row.KeyLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateSchemaFileTest {
    private static final StateSchemaFile FAMILIES = new StateSchemaFile(
            3,
            List.of(
                    new StoreSchema(
                            "a", 0, "{}", 1, "[]", Optional.of(new KeyLayout.PrefixScan(1)), Optional.of("{\"u\":1}")),
                    new StoreSchema(
                            "b",
                            0,
                            "{}",
                            0,
                            "[]",
                            Optional.of(new KeyLayout.RangeScan(List.of(0, 2))),
                            Optional.empty()),
                    new StoreSchema("c", 0, "{}", 0, "[]", Optional.of(new KeyLayout.NoPrefix()), Optional.empty())));

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aSingleStoreRoundTrips(int version) throws JsonProblem {
        StateSchemaFile file = new StateSchemaFile(version, List.of(StoreSchema.single("{\"ä\":1}", "")));

        assertThat(StateSchemaFile.parse(file.format())).isEqualTo(file);
    }

    @Test
    void columnFamiliesRoundTrip() throws JsonProblem {
        assertThat(StateSchemaFile.parse(FAMILIES.format())).isEqualTo(FAMILIES);
    }

    @Test
    void aTextLongerThanAChunkIsSplitWhateverItsCharacters() throws JsonProblem {
        String longText = "a€\0".repeat(60_000);
        StateSchemaFile file = new StateSchemaFile(2, List.of(StoreSchema.single(longText, longText)));

        assertThat(StateSchemaFile.parse(file.format())).isEqualTo(file);
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] bytes = FAMILIES.format();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> StateSchemaFile.parse(cut)).isInstanceOf(JsonProblem.class);
        }
    }

    @Test
    void anyFlippedByteIsRefusedOrReadAsAnotherFile() {
        byte[] bytes = FAMILIES.format();
        for (int i = 0; i < bytes.length; i++) {
            for (int mask : new int[] {0x01, 0x80, 0xff}) {
                byte[] flipped = bytes.clone();
                flipped[i] ^= (byte) mask;
                try {
                    assertThat(StateSchemaFile.parse(flipped)).isNotEqualTo(FAMILIES);
                } catch (JsonProblem e) {
                    assertThat(e.reason()).isNotBlank();
                }
            }
        }
    }
}
