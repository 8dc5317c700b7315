package dev.pawl.spark;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.QueryProperties;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Looks at checkpoint and target before the first start, for what Spark itself would pass over in silence. */
final class Precautions {
    /** A batch in a log; of some logs a batch can stand for all before it. */
    private static final Pattern BATCH = Pattern.compile("(\\d+)(\\.compact)?");

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
            OptionalLong planned = lastBatch(checkpoint + "/offsets");
            boolean hasLogs =
                    planned.isPresent() || lastBatch(checkpoint + "/commits").isPresent();
            if (hasLogs && !exists(checkpoint + "/metadata")) {
                throw new PawlException(
                        ErrorCode.CHECKPOINT_METADATA_MISSING,
                        "Checkpoint " + checkpoint
                                + " has logs, but its file `metadata` with the query id is missing.");
            }
            String path = properties.ofSink().get(QueryProperties.PATH);
            if (isFiles && path != null) {
                checkBatches(Places.qualified(path), planned);
            }
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    query.statement().position() + ": checkpoint " + checkpoint + " or the target cannot be looked at: "
                            + e.getMessage() + ".",
                    e);
        }
    }

    private void checkBatches(String path, OptionalLong planned) throws IOException {
        OptionalLong written = lastBatch(path + "/_spark_metadata");
        if (written.isPresent() && written.getAsLong() > planned.orElse(-1)) {
            throw new PawlException(
                    ErrorCode.SINK_BATCH_UNKNOWN,
                    "Directory " + path + " has batch " + written.getAsLong()
                            + ", which the checkpoint never planned.");
        }
    }

    private OptionalLong lastBatch(String log) throws IOException {
        Path directory = new Path(log);
        try {
            return Arrays.stream(fileSystem(directory).listStatus(directory))
                    .map(file -> BATCH.matcher(file.getPath().getName()))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .max();
        } catch (FileNotFoundException e) {
            return OptionalLong.empty();
        }
    }

    private boolean exists(String file) throws IOException {
        Path path = new Path(file);
        return fileSystem(path).exists(path);
    }

    private FileSystem fileSystem(Path path) throws IOException {
        return path.getFileSystem(hadoop);
    }
}
