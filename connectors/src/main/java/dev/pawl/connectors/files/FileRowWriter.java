package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.connectors.format.RecordFile;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.source.Outside;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The rows of one task into files, one open file for each directory. A task without rows writes none. */
final class FileRowWriter implements RowWriter {
    /** Each open file keeps a part of its rows in memory. */
    private static final int OPEN_FILES_MAX = 50;

    private final FileSinkSettings settings;
    private final RecordEncoder encoder;
    private final Storage storage;
    private final Outside outside;
    private final int task;
    private final PartitionPath partitions;
    private final @Nullable PartitionedRow fileRow;
    private final Map<List<@Nullable Object>, Target> open = new LinkedHashMap<>(16, 0.75f, true);
    private final List<WrittenFiles.Written> written = new ArrayList<>();
    private final @Nullable Object[] currentValues;
    private @Nullable Target current;
    private int fileCount;
    private long rows;

    FileRowWriter(FileSinkSettings settings, RecordEncoder encoder, Storage storage, Outside outside, int task) {
        this.settings = settings;
        this.encoder = encoder;
        this.storage = storage;
        this.outside = outside;
        this.task = task;
        this.partitions = new PartitionPath(settings);
        this.currentValues = new @Nullable Object[partitions.size()];
        int[] ordinals =
                settings.fileOrdinals().stream().mapToInt(Integer::intValue).toArray();
        this.fileRow = partitions.size() == 0 ? null : new PartitionedRow(ordinals, new @Nullable Object[0]);
    }

    private static final class Target {
        private final String path;
        private final RecordFile file;
        private long rows;

        Target(String path, RecordFile file) {
            this.path = path;
            this.file = file;
        }
    }

    @Override
    public void check(InternalRow row) {
        PartitionedRow view = fileRow;
        encoder.check(view == null ? row : view.of(row));
    }

    @Override
    public void write(InternalRow row) throws IOException {
        PartitionedRow view = fileRow;
        Target target = current;
        if (target == null || (view != null && !isCurrent(row))) {
            target = targetOf(row);
            current = target;
        }
        try {
            target.file.write(view == null ? row : view.of(row));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new PawlException(
                    ErrorCode.SINK_FAILED,
                    "A row cannot be written to " + settings.target().uri() + ": " + e.getMessage() + ".",
                    e);
        }
        rows++;
        if (++target.rows >= settings.rowsPerFileMax()) {
            finish(target);
            open.values().remove(target);
            current = null;
        }
    }

    private boolean isCurrent(InternalRow row) {
        for (int i = 0; i < currentValues.length; i++) {
            Object value = partitions.value(row, i);
            Object mine = currentValues[i];
            if (value == null ? mine != null : !value.equals(mine)) {
                return false;
            }
        }
        return true;
    }

    private Target targetOf(InternalRow row) throws IOException {
        for (int i = 0; i < currentValues.length; i++) {
            currentValues[i] = kept(partitions.value(row, i));
        }
        List<@Nullable Object> key = Arrays.asList(currentValues.clone());
        Target known = open.get(key);
        if (known != null) {
            return known;
        }
        if (open.size() >= OPEN_FILES_MAX) {
            List<@Nullable Object> eldest = open.keySet().iterator().next();
            Target full = open.remove(eldest);
            if (full != null) {
                finish(full);
            }
        }
        String path = partitions.of(currentValues) + fileName();
        Target created = new Target(path, encoder.begin(storage.create(path)));
        open.put(key, created);
        return created;
    }

    private static @Nullable Object kept(@Nullable Object value) {
        if (value instanceof UTF8String text) {
            return text.clone();
        }
        return value instanceof Decimal decimal ? decimal.clone() : value;
    }

    private String fileName() {
        String unique = outside.uniqueNames().get();
        // As Spark: files in directories of partitions have a dot there.
        return String.format(
                Locale.ROOT,
                "part-%05d-%s%sc%03d%s",
                task,
                unique,
                partitions.size() == 0 ? "-" : ".",
                fileCount++,
                encoder.extension());
    }

    private void finish(Target target) throws IOException {
        long bytes = target.file.finish();
        written.add(new WrittenFiles.Written(target.path, bytes, outside.clock().millis()));
    }

    @Override
    public WrittenFiles finish() throws IOException {
        while (!open.isEmpty()) {
            List<@Nullable Object> first = open.keySet().iterator().next();
            Target target = open.get(first);
            if (target != null) {
                finish(target);
            }
            open.remove(first);
        }
        return new WrittenFiles(rows, written);
    }

    @Override
    public void abort() {
        for (Target target : open.values()) {
            try {
                target.file.close();
            } catch (IOException e) {
                // No log names it, so no reader takes it for a result.
            }
        }
        open.clear();
        delete(storage, written);
    }

    static void delete(Storage storage, List<WrittenFiles.Written> files) {
        for (WrittenFiles.Written file : files) {
            try {
                storage.delete(file.path());
            } catch (IOException e) {
                // As above.
            }
        }
    }
}
