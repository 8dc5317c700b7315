package dev.pawl.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.QueryProperties;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Looks at checkpoint and target before the first start, for what Spark itself would pass over in silence. */
final class Precautions {
    /** A batch in a log; of some logs a batch can stand for all before it. */
    private static final Pattern BATCH = Pattern.compile("(\\d{1,18})(\\.compact)?");

    /** Those of a batch that the embedded engine began. */
    private static final Pattern DEAD_LETTERS = Pattern.compile("(\\d{1,18})\\.json");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Configuration hadoop;

    Precautions(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /**
     * @param isFiles whether the sink knows batches by their numbers alone
     * @throws PawlException if a start would lose or repeat rows
     */
    void check(SparkQuery query, boolean isFiles) {
        QueryProperties properties = query.statement().properties();
        if (properties.checkpoint().isEmpty()) {
            return;
        }
        String checkpoint = Places.qualified(properties.checkpoint().get());
        try {
            OptionalLong planned = last(checkpoint + "/offsets", BATCH);
            OptionalLong committed = last(checkpoint + "/commits", BATCH);
            Optional<String> queryId = read(checkpoint + "/metadata").map(Precautions::queryId);
            if (queryId.isEmpty() && (planned.isPresent() || committed.isPresent())) {
                throw new PawlException(
                        ErrorCode.CHECKPOINT_METADATA_MISSING,
                        "Checkpoint " + checkpoint
                                + " has logs, but its file `metadata` with the query id is missing.");
            }
            checkDeadLetters(checkpoint);
            String path = properties.ofSink().get(QueryProperties.PATH);
            if (isFiles && path != null) {
                checkTarget(Places.qualified(path), queryId, planned, committed);
            }
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    query.statement().position() + ": checkpoint " + checkpoint + " or the target cannot be looked at: "
                            + e.getMessage() + ".",
                    e);
        }
    }

    /** If the sink has their batch, Spark would not run it again, and nobody would deliver them. */
    private void checkDeadLetters(String checkpoint) throws IOException {
        String outbox = checkpoint + "/pawl/dead-letters";
        OptionalLong batch = last(outbox, DEAD_LETTERS);
        if (batch.isPresent()) {
            throw new PawlException(
                    ErrorCode.DEAD_LETTERS_UNDELIVERED,
                    "Dead letters of batch " + batch.getAsLong() + " wait in " + outbox + "/" + batch.getAsLong()
                            + ".json, and Spark knows nothing of them.");
        }
    }

    private void checkTarget(String path, Optional<String> queryId, OptionalLong planned, OptionalLong committed)
            throws IOException {
        OptionalLong written = last(path + "/_spark_metadata", BATCH);
        if (written.orElse(-1) > planned.orElse(-1)) {
            throw new PawlException(
                    ErrorCode.SINK_BATCH_UNKNOWN,
                    "Directory " + path + " has batch " + written.getAsLong()
                            + ", which the checkpoint never planned.");
        }
        if (written.orElse(-1) < committed.orElse(-1)) {
            throw new PawlException(
                    ErrorCode.SINK_LOG_LOST,
                    "Directory " + path + " has lost results: the checkpoint has committed batch "
                            + committed.getAsLong() + ", but the log `_spark_metadata` there "
                            + (written.isEmpty()
                                    ? "is gone or empty."
                                    : "ends with batch " + written.getAsLong() + "."));
        }
        Optional<String> owner = read(path + "/_pawl/query");
        if (owner.isPresent() && !owner.equals(queryId)) {
            throw new PawlException(
                    ErrorCode.SINK_TARGET_TAKEN,
                    "Directory " + path + " belongs to another query, " + owner.get()
                            + ": its log would take the batches of both for those of one.");
        }
    }

    private static String queryId(String metadata) {
        try {
            return JSON.readTree(metadata).path("id").asText();
        } catch (IOException e) {
            // Spark refuses it with words of its own.
            return "";
        }
    }

    private OptionalLong last(String log, Pattern names) throws IOException {
        Path directory = new Path(log);
        try {
            return Arrays.stream(fileSystem(directory).listStatus(directory))
                    .map(file -> names.matcher(file.getPath().getName()))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .max();
        } catch (FileNotFoundException e) {
            return OptionalLong.empty();
        }
    }

    private Optional<String> read(String file) throws IOException {
        Path path = new Path(file);
        try (FSDataInputStream in = fileSystem(path).open(path)) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private FileSystem fileSystem(Path path) throws IOException {
        return path.getFileSystem(hadoop);
    }
}
