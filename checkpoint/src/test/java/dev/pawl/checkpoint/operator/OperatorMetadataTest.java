package dev.pawl.checkpoint.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.json.JsonProblem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorMetadataTest {
    private static final OperatorMetadata JOIN = new OperatorMetadata(
            2,
            0,
            "symmetricHashJoin",
            List.of(new StoreInfo("default", 0, 2, List.of("file:/c/state/0/_stateSchema/default/0_x"))),
            Optional.of("{\"useVirtualColumnFamilies\":true}"));

    @Test
    void version2RoundTrips() throws JsonProblem {
        assertThat(OperatorMetadata.parse(JOIN.format())).isEqualTo(JOIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v2 | v3 | expected v1 or v2",
                "\"numPartitions\":2 | \"numPartitions\":0 | numPartitions",
                "\"numPartitions\":2 | \"numPartitions\":99999999999 | numPartitions",
                "\"numPartitions\":2 | \"numPartitions\":\"2\" | numPartitions",
                "\"numColsPrefixKey\":0 | \"numColsPrefixKey\":-1 | numColsPrefixKey",
                "\"operatorId\":0 | \"operatorId\":1.5 | operatorId",
                "operatorName | operatorNames | operatorName",
                "stateStoreInfo | storeInfo | stateStoreInfo",
            })
    void eachBrokenFieldIsNamed(String from, String to, String reason) {
        String broken = JOIN.format().replace(from, to);

        assertThatThrownBy(() -> OperatorMetadata.parse(broken))
                .isInstanceOf(JsonProblem.class)
                .hasMessageContaining(reason);
    }

    @Test
    void everyTruncationIsRefused() {
        String text = JOIN.format();
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> OperatorMetadata.parse(cut)).isInstanceOf(JsonProblem.class);
        }
    }
}
