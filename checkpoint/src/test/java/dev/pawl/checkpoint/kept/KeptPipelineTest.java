package dev.pawl.checkpoint.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.SimulatedStorage;
import dev.pawl.checkpoint.storage.SmallFile;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text of a pipeline as it is kept, found again, and damaged. */
class KeptPipelineTest {
    private static final KeptPipeline KEPT = new KeptPipeline(
            "sales", "sales.sql", "/home/me", "SELECT \"ä\"\n", Map.of("dir", "/data", "b", ""), Set.of("password"));

    private final Storage storage = new SimulatedStorage().open();

    @Test
    void isOneObject() throws IOException {
        assertThat(KeptPipeline.read(storage)).isEmpty();

        KEPT.write(storage);

        assertThat(KeptPipeline.read(storage)).contains(KEPT);
        assertThat(new String(SmallFile.read(storage, KeptPipeline.PATH), StandardCharsets.UTF_8))
                .isEqualTo("{\"version\":1,\"query\":\"sales\",\"file\":\"sales.sql\",\"directory\":\"/home/me\","
                        + "\"text\":\"SELECT \\\"ä\\\"\\n\",\"values\":{\"b\":\"\",\"dir\":\"/data\"},"
                        + "\"secrets\":[\"password\"]}");
        KeptPipeline.forget(storage);
        assertThat(KeptPipeline.read(storage)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | expected JSON, found nothing",
                "[] | expected a JSON object",
                "{} | version",
                "{\"version\":2} | expected version 1, found 2",
                "{\"version\":1,\"query\":7} | expected a string in field \"query\"",
                "{\"version\":1,\"query\":\"q\",\"file\":\"f\",\"directory\":\"d\",\"text\":\"t\",\"values\":[]}"
                        + " | expected an object in field \"values\"",
                "{\"version\":1,\"query\":\"q\",\"file\":\"f\",\"directory\":\"d\",\"text\":\"t\",\"values\":{\"a\":1}}"
                        + " | expected a string in field \"a\"",
                "{\"version\":1,\"query\":\"q\",\"file\":\"f\",\"directory\":\"d\",\"text\":\"t\",\"values\":{},"
                        + "\"secrets\":[1]} | expected strings in field \"secrets\"",
                "{\"version\":1,\"shell\":\"rm\"} | expected no field but",
            })
    void whatIsDamagedIsTold(String content, String reason) throws IOException {
        storage.replace(KeptPipeline.PATH, Content.of(content));

        assertRefused(reason);
    }

    @Test
    void otherBytesAreNoText() throws IOException {
        storage.replace(KeptPipeline.PATH, Content.of(new byte[] {(byte) 0xff, 0}));

        assertRefused("expected UTF-8 text");
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> KeptPipeline.read(storage)).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.PIPELINE_TEXT_CORRUPT);
            assertThat(e.what())
                    .startsWith("File pawl/pipeline.json below /checkpoint, which keeps the text of the pipeline, is"
                            + " damaged: ")
                    .contains(reason);
        });
    }
}
