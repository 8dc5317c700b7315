package dev.pawl.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoinFormatTest {
    @ParameterizedTest
    @EnumSource(StreamJoinKind.class)
    void onlyInnerJoinsDoWithoutMarks(StreamJoinKind kind) {
        assertThat(JoinFormat.of(2, kind)).isEqualTo(JoinFormat.STORES);
        assertThat(JoinFormat.of(3, kind)).isEqualTo(JoinFormat.FAMILIES);
        if (kind == StreamJoinKind.INNER) {
            assertThat(JoinFormat.of(1, kind)).isEqualTo(JoinFormat.UNMARKED);
            return;
        }
        assertThatThrownBy(() -> JoinFormat.of(1, kind)).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STREAM);
            assertThat(e.getMessage())
                    .contains("format 1 (spark.sql.streaming.join.stateFormatVersion)", "not for one of kind " + kind);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void whatIsNotKnownIsNotRead(int version) {
        assertThatThrownBy(() -> JoinFormat.of(version, StreamJoinKind.INNER))
                .isInstanceOfSatisfying(PawlException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STREAM);
                    assertThat(e.getMessage()).contains("format " + version, "there are formats 1 to 3");
                });
    }
}
