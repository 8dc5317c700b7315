package dev.pawl.checkpoint.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryMetadataTest {
    private final FakeStorage storage = new FakeStorage();

    @Test
    void anAbsentFileIsNoError() {
        assertThat(QueryMetadata.read(storage)).isEmpty();
    }

    @Test
    void theIdIsKeptAsItIs() {
        new QueryMetadata("27B75D48-2859").createNew(storage);
        assertThat(storage.text("metadata")).isEqualTo("{\"id\":\"27B75D48-2859\"}");
        assertThat(QueryMetadata.read(storage)).contains(new QueryMetadata("27B75D48-2859"));
    }

    @Test
    void anExistingIdIsNotReplaced() {
        new QueryMetadata("a").createNew(storage);
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> new QueryMetadata("b").createNew(storage))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONCURRENT_STREAM_LOG_UPDATE));
        assertThat(QueryMetadata.read(storage)).contains(new QueryMetadata("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"id\":1}", "{\"id\":\"\"}", "{\"id\":\"a\"", "{\"id\":\"a\"}\n{}", "[]"})
    void damageIsReported(String text) {
        storage.put("metadata", text);
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> QueryMetadata.read(storage))
                .withMessageContaining("metadata below memory:/checkpoint")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.QUERY_METADATA_CORRUPT));
    }
}
