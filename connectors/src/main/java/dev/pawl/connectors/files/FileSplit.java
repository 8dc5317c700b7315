package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some files, one after another. */
record FileSplit(List<FilePart> parts, TableReader table) implements Split {
    private static final Logger LOG = LoggerFactory.getLogger(FileSplit.class);

    FileSplit {
        parts = List.copyOf(parts);
    }

    @Override
    public String description() {
        String first = parts.get(0).content().place().uri();
        return parts.size() == 1 ? first : first + " and " + (parts.size() - 1) + " more";
    }

    @Override
    public RowReader open() {
        return new Files();
    }

    private final class Files implements RowReader {
        private int index = -1;
        private @Nullable RowReader current;
        private @Nullable PartitionedRow partitioned;
        /** What the file is like, if anybody wanted to know. */
        private @Nullable StorageEntry like;

        @Override
        public boolean next() throws IOException {
            while (true) {
                RowReader reader = current;
                if (reader != null && advance(reader)) {
                    return true;
                }
                close();
                if (++index == parts.size()) {
                    return false;
                }
                open(parts.get(index));
            }
        }

        private void open(FilePart part) throws IOException {
            try {
                StorageEntry entry = table.needsEntry(part) ? unchanged(part) : null;
                current = table.decoder().open(part);
                partitioned = table.partitionedRow(
                        part.partitions(), () -> FileMetadata.of(part, Objects.requireNonNull(entry)));
                like = entry;
            } catch (NoSuchFileException e) {
                if (!table.settings().ignoresMissing()) {
                    throw new PawlException(
                            ErrorCode.FILE_NOT_EXIST,
                            "File " + part.content().place().uri()
                                    + " is not there any more, and its rows were not read.",
                            e);
                }
                LOG.warn(
                        "File {} is not there any more; the query goes on without it, because ignoreMissingFiles is true.",
                        part.content().place().uri());
            } catch (IOException | RuntimeException e) {
                passOver(e, part);
            }
        }

        /** What a file is like that is still the one that was taken. */
        private StorageEntry unchanged(FilePart part) throws IOException {
            FileContent content = part.content();
            StorageEntry entry = content.find()
                    .orElseThrow(() -> new NoSuchFileException(content.place().path()));
            if (table.isChecked(part) && !part.version().fits(entry)) {
                throw new PawlException(
                        ErrorCode.FILE_CHANGED,
                        "File " + content.place().uri() + " was changed after it was taken: it was " + part.version()
                                + " and is now "
                                + new FileVersion(entry.modifiedMillis(), entry.size()) + ".");
            }
            return entry;
        }

        private boolean advance(RowReader reader) throws IOException {
            FilePart part = parts.get(index);
            try {
                if (reader.next()) {
                    return true;
                }
            } catch (IOException | RuntimeException e) {
                passOver(e, part);
            }
            requireUnchanged(part);
            return false;
        }

        /** Rows that were read while somebody wrote are those of no version. */
        private void requireUnchanged(FilePart part) throws IOException {
            if (table.isChecked(part)) {
                try {
                    unchanged(part);
                } catch (NoSuchFileException e) {
                    // An open file can be read to its end.
                    LOG.debug(
                            "File {} went away when it was read.",
                            part.content().place().uri());
                }
            }
        }

        /** The rest of a file that cannot be read is left out if the user wants it so. */
        private void passOver(Exception e, FilePart part) throws IOException {
            if (e instanceof PawlException change && change.code() == ErrorCode.FILE_CHANGED) {
                throw change;
            }
            requireUnchanged(part);
            boolean isRecord = e instanceof PawlException pawl && pawl.code() == ErrorCode.MALFORMED_RECORD_IN_PARSING;
            if (table.settings().ignoresCorrupt() && !isRecord) {
                LOG.warn(
                        "File {} cannot be read, and what is left of it is passed over, because ignoreCorruptFiles is true."
                                + " reason={}",
                        part.content().place().uri(),
                        Secrets.withoutSecrets(e.toString()));
                return;
            }
            throw Unreadable.of(e, part.content(), table.format());
        }

        @Override
        public InternalRow row() {
            RowReader reader = current;
            if (reader == null) {
                throw new IllegalStateException("no row before next()");
            }
            PartitionedRow row = partitioned;
            return row == null ? reader.row() : row.of(reader.row());
        }

        @Override
        public Optional<String> position() {
            RowReader reader = current;
            if (reader == null) {
                return Optional.empty();
            }
            String file = parts.get(index).content().place().uri();
            return reader.position().map(position -> file + ", " + position);
        }

        @Override
        public Optional<RawRecord> raw() {
            RowReader reader = current;
            return reader == null
                    ? Optional.empty()
                    : reader.raw().map(record -> KeptLines.withFile(record, parts.get(index), like()));
        }

        /** Empty if it is gone or cannot be asked for: a line that is kept can do without. */
        private Optional<StorageEntry> like() {
            StorageEntry found = like;
            if (found == null) {
                try {
                    found = parts.get(index).content().find().orElse(null);
                } catch (IOException e) {
                    LOG.debug("What a file is like is not known.", e);
                }
                like = found;
            }
            return Optional.ofNullable(found);
        }

        @Override
        public boolean isAtBadRecord() {
            RowReader reader = current;
            return reader != null && reader.isAtBadRecord();
        }

        @Override
        public void close() throws IOException {
            RowReader reader = current;
            current = null;
            if (reader != null) {
                reader.close();
            }
        }
    }
}
