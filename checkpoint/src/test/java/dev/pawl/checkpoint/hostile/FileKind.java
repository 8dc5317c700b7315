package dev.pawl.checkpoint.hostile;

import dev.pawl.checkpoint.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The kinds of file a checkpoint has, each with an example. */
enum FileKind {
    QUERY_METADATA("agg-simple-hdfs", "metadata", Guard.NONE),
    OFFSETS_V1("agg-simple-hdfs", "offsets/4", Guard.NONE),
    OFFSETS_V2("other-versions/offsetlog-v2-spark-4.2.0", "offsets/2", Guard.NONE),
    COMMIT_V1("agg-simple-hdfs", "commits/4", Guard.NONE),
    COMMIT_V2("agg-simple-rocksdb-ckptv2", "commits/4", Guard.NONE),
    FILE_SOURCE_LOG("agg-simple-hdfs", "sources/0/4", Guard.NONE),
    FILE_SOURCE_LOG_COMPACT("filesource-sink-compact", "sources/0/[0-9]+\\.compact", Guard.NONE),
    FILE_SINK_LOG("filesource-sink-compact", "_spark_metadata/9", Guard.NONE),
    FILE_SINK_LOG_COMPACT("filesource-sink-compact", "_spark_metadata/8.compact", Guard.NONE),
    KAFKA_START("kafka-agg", "sources/0/0", Guard.NONE),
    RATE_START("rate", "sources/0/0", Guard.NONE),
    OPERATOR_METADATA_V1("agg-simple-hdfs", "state/0/_metadata/metadata", Guard.NONE),
    OPERATOR_METADATA_V2("tws-none", "state/0/_metadata/v2/0", Guard.NONE),
    STATE_SCHEMA_V1("agg-simple-hdfs", "state/0/0/_metadata/schema", Guard.NONE) {
        @Override
        byte[] example(byte[] found) {
            return schemaOfVersion1(found);
        }
    },
    STATE_SCHEMA_V2("agg-simple-hdfs", "state/0/0/_metadata/schema", Guard.NONE),
    STATE_SCHEMA_V3("tws-none", "state/0/_stateSchema/default/[^.].*", Guard.NONE),
    DELTA("agg-simple-hdfs", "state/0/0/5.delta", Guard.CHECKSUM_FILE),
    SNAPSHOT("agg-simple-hdfs", "state/0/0/4.snapshot", Guard.CHECKSUM_FILE),
    CHANGELOG_V1("agg-simple-rocksdb-changelog", "state/0/0/5.changelog", Guard.CHECKSUM_FILE),
    CHANGELOG_V2("tws-none", "state/0/0/5.changelog", Guard.CHECKSUM_FILE),
    CHANGELOG_V3("agg-simple-rocksdb-ckptv2", "state/0/0/5_.*\\.changelog", Guard.CHECKSUM_FILE),
    CHANGELOG_V4("agg-simple-rocksdb-ckptv2", "state/0/0/5_.*\\.changelog", Guard.NONE) {
        @Override
        byte[] example(byte[] found) {
            return Changelogs.typed(found);
        }
    },
    ZIP("agg-simple-rocksdb-changelog", "state/0/0/[0-9]+\\.zip", Guard.INSIDE),
    TABLE("agg-simple-rocksdb-changelog", "state/0/0/SSTs/[^.].*\\.sst", Guard.INSIDE),
    SPARK_CHECKSUM("agg-simple-hdfs", "state/0/0/5.delta.crc", Guard.NONE),
    HADOOP_CHECKSUM("agg-simple-hdfs", "offsets/\\.4\\.crc", Guard.NONE);

    /** What tells that the bytes of a file are not those that were written. */
    enum Guard {
        NONE,
        CHECKSUM_FILE,
        INSIDE
    }

    private final String fixture;
    private final String pathPattern;
    private final Guard guard;

    FileKind(String fixture, String pathPattern, Guard guard) {
        this.fixture = fixture;
        this.pathPattern = pathPattern;
        this.guard = guard;
    }

    Guard guard() {
        return guard;
    }

    /** The example's path below its checkpoint. */
    String path() {
        Path root = root();
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .filter(path -> path.matches(pathPattern))
                    .max(String::compareTo)
                    .orElseThrow(() -> new AssertionError("no example of " + this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A checkpoint with the example. */
    DamagedCopy checkpoint() {
        DamagedCopy copy = DamagedCopy.of(root());
        String path = path();
        byte[] found = copy.bytes(path);
        byte[] example = example(found);
        return example == found ? copy : copy.withoutChecksums(path).with(path, example);
    }

    /** What the example holds: what was found in the fixture, or something made from it. */
    byte[] example(byte[] found) {
        return found;
    }

    private Path root() {
        Path checkpoint = Fixtures.directory(fixture);
        return pathPattern.startsWith("_spark_metadata") ? checkpoint.resolveSibling("out") : checkpoint;
    }

    private static byte[] schemaOfVersion1(byte[] version2) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (java.io.DataInputStream in = new java.io.DataInputStream(new java.io.ByteArrayInputStream(version2));
                DataOutputStream out = new DataOutputStream(bytes)) {
            in.readUTF();
            out.writeUTF("v1");
            for (int i = 0; i < 2; i++) {
                if (in.readInt() != 1) {
                    throw new AssertionError("the schema is too long for version 1");
                }
                out.writeUTF(in.readUTF());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
