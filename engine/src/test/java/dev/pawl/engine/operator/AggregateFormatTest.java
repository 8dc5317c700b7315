package dev.pawl.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregateFormatTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void whatIsNotKnownIsNotRead(int version) {
        assertThatThrownBy(() -> AggregateFormat.of(version)).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STREAM);
            assertThat(e.getMessage())
                    .contains(
                            "format " + version + " (spark.sql.streaming.aggregation.stateFormatVersion)",
                            "there are formats 1 and 2");
        });
    }
}
