package dev.pawl.checkpoint.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.json.JsonProblem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotMetadataTest {
    private static final String FILE =
            "{\"localFileName\":\"000008.sst\",\"dfsSstFileName\":\"000008-c8ac5326.sst\",\"sizeBytes\":1314}";
    private static final String FOUR = "v1\n{\"sstFiles\":[" + FILE + "],\"numKeys\":4,\"numInternalKeys\":2,"
            + "\"columnFamilyMapping\":{\"default\":1,\"$count\":2},"
            + "\"columnFamilyTypeMap\":{\"default\":false,\"$count\":true},\"maxColumnFamilyId\":2}";

    @Test
    void whatSparkFourWritesIsFormattedTheSame() throws Exception {
        SnapshotMetadata metadata = SnapshotMetadata.parse(FOUR);

        assertThat(metadata.sstFiles()).containsExactly(new SnapshotFile("000008.sst", "000008-c8ac5326.sst", 1314));
        assertThat(metadata.columnFamilies())
                .isEqualTo(new ColumnFamilies(
                        Map.of("default", 1, "$count", 2), Map.of("default", false, "$count", true), 2));
        assertThat(metadata.format()).isEqualTo(FOUR);
    }

    @Test
    void sparkThreeHasNoColumnFamilies() throws Exception {
        SnapshotMetadata metadata = SnapshotMetadata.parse("v1\n{\"sstFiles\":[" + FILE + "],\"numKeys\":4}");

        assertThat(metadata)
                .isEqualTo(new SnapshotMetadata(
                        List.of(new SnapshotFile("000008.sst", "000008-c8ac5326.sst", 1314)),
                        4,
                        0,
                        ColumnFamilies.NONE));
        assertThat(metadata.format())
                .endsWith("\"numKeys\":4,\"numInternalKeys\":0,\"columnFamilyMapping\":{},\"columnFamilyTypeMap\":{},"
                        + "\"maxColumnFamilyId\":0}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1",
                "v2\n{\"sstFiles\":[],\"numKeys\":0}",
                "{\"sstFiles\":[],\"numKeys\":0}",
                "v1\n[]",
                "v1\n{\"numKeys\":0}",
                "v1\n{\"sstFiles\":[]}",
                "v1\n{\"sstFiles\":[],\"numKeys\":\"many\"}",
                "v1\n{\"sstFiles\":[1],\"numKeys\":0}",
                "v1\n{\"sstFiles\":[null],\"numKeys\":0}",
                "v1\n{\"sstFiles\":[],\"numKeys\":0,\"maxColumnFamilyId\":70000}",
                "v1\n{\"sstFiles\":[],\"numKeys\":0,\"columnFamilyMapping\":{\"a\":1}}",
                "v1\n{\"sstFiles\":[],\"numKeys\":0,\"columnFamilyMapping\":{\"a\":{}},\"maxColumnFamilyId\":1}",
                "v1\n{\"sstFiles\":[],\"numKeys\":0,\"columnFamilyMapping\":[]}",
                "v1\n{\"sstFiles\":[],\"numKeys\":0,\"columnFamilyMapping\":{\"a\":-1},"
                        + "\"columnFamilyTypeMap\":{\"a\":true},\"maxColumnFamilyId\":1}",
                "v1\n{\"sstFiles\":[],\"numKeys\":0,\"logFiles\":[{\"dfsLogFileName\":\"1.log\"}]}",
                "v1\n{\"sstFiles\":[" + FILE + "," + FILE + "],\"numKeys\":0}",
            })
    void anythingElseIsAProblem(String text) {
        assertThatThrownBy(() -> SnapshotMetadata.parse(text)).isInstanceOf(JsonProblem.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.sst",
                "/etc/evil.sst",
                "a/b.sst",
                "..",
                "",
                "C:evil.sst",
                "a\\\\b.sst",
                "a.txt",
                ".a.sst",
                "a\\u0000.sst"
            })
    void aFileNameStaysInItsDirectory(String name) {
        for (String field : List.of("localFileName", "dfsSstFileName")) {
            String text = "v1\n{\"sstFiles\":["
                    + FILE.replaceFirst(
                            "\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":\"" + name.replace("\\", "\\\\") + "\"")
                    + "],\"numKeys\":0}";
            assertThatThrownBy(() -> SnapshotMetadata.parse(text))
                    .isInstanceOf(JsonProblem.class)
                    .hasMessageContaining("expected the name of an .sst file");
        }
    }

    @ParameterizedTest
    @CsvSource({"-1", "9223372036854775808", "1.5", "1e3"})
    void aSizeIsAWholeNumber(String size) {
        assertThatThrownBy(() ->
                        SnapshotMetadata.parse("v1\n{\"sstFiles\":[" + FILE.replace("1314", size) + "],\"numKeys\":0}"))
                .isInstanceOf(JsonProblem.class);
    }
}
