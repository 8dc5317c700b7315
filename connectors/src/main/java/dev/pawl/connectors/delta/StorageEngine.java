package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.storage.Storage;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.defaults.engine.DefaultParquetHandler;
import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.engine.MetricsReporter;
import io.delta.kernel.engine.ParquetHandler;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Delta Kernel's default engine on a storage of ours. */
final class StorageEngine extends DefaultEngine {
    private final ParquetHandler parquet;

    StorageEngine(Storage storage) {
        this(storage, new StorageFileIO(storage));
    }

    private StorageEngine(Storage storage, FileIO files) {
        super(files);
        this.parquet = new Parquet(storage, files, super.getParquetHandler());
    }

    @Override
    public ParquetHandler getParquetHandler() {
        return parquet;
    }

    /** Kernel's own reporter writes each commit to the log as JSON. */
    @Override
    public List<MetricsReporter> getMetricsReporters() {
        return List.of();
    }

    /** Checkpoints of the table appear as a whole or, if anything fails on the way, not at all. */
    private record Parquet(Storage storage, FileIO files, ParquetHandler reader) implements ParquetHandler {
        @Override
        public CloseableIterator<FileReadResult> readParquetFiles(
                CloseableIterator<FileStatus> statuses, StructType physicalSchema, Optional<Predicate> predicate)
                throws IOException {
            return reader.readParquetFiles(statuses, physicalSchema, predicate);
        }

        @Override
        public CloseableIterator<DataFileStatus> writeParquetFiles(
                String directory, CloseableIterator<FilteredColumnarBatch> data, List<Column> statistics) {
            throw new UnsupportedOperationException("data files are not written through Kernel: " + directory);
        }

        @Override
        public void writeParquetFileAtomically(String path, CloseableIterator<FilteredColumnarBatch> data)
                throws IOException {
            storage.createNew(StorageFileIO.relative(path), out -> new DefaultParquetHandler(new Into(files, out))
                    .writeParquetFileAtomically(path, data));
        }
    }

    /** Sends the one file that is written into a stream of ours, which stays open. */
    private record Into(FileIO files, OutputStream out) implements FileIO {
        @Override
        public CloseableIterator<FileStatus> listFrom(String path) throws IOException {
            return files.listFrom(path);
        }

        @Override
        public FileStatus getFileStatus(String path) {
            return FileStatus.of(path, 0, 0);
        }

        @Override
        public String resolvePath(String path) {
            return path;
        }

        @Override
        public boolean mkdirs(String path) {
            return true;
        }

        @Override
        public InputFile newInputFile(String path, long size) {
            return files.newInputFile(path, size);
        }

        @Override
        public OutputFile newOutputFile(String path) {
            return new StreamFile(path, out);
        }

        @Override
        public boolean delete(String path) {
            return false;
        }

        @Override
        public Optional<String> getConf(String name) {
            return files.getConf(name);
        }

        @Override
        public void copyFileAtomically(String source, String target, boolean overwrite) {
            throw new UnsupportedOperationException();
        }
    }

    private record StreamFile(String path, OutputStream out) implements OutputFile {
        @Override
        public PositionOutputStream create(boolean putIfAbsent) {
            return new PositionOutputStream() {
                private long position;

                @Override
                public long getPos() {
                    return position;
                }

                @Override
                public void write(int b) throws IOException {
                    out.write(b);
                    position++;
                }

                @Override
                public void write(byte[] source, int offset, int length) throws IOException {
                    out.write(source, offset, length);
                    position += length;
                }
            };
        }

        @Override
        public void writeAtomically(CloseableIterator<String> lines, boolean overwrite) {
            throw new UnsupportedOperationException();
        }
    }
}
