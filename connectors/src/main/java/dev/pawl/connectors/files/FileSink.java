package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.FileSinkLog;
import dev.pawl.checkpoint.log.SinkFile;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.engine.source.Outside;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.internal.SQLConf;

/** A directory of files with Spark's log {@code _spark_metadata/}, which says which of them are results. */
final class FileSink implements StreamSink {
    private final FileSinkSettings settings;
    private final RecordEncoder encoder;
    private final Outside outside;
    private final Storage storage;
    private final FileSinkLog log;
    private final FileTarget target;
    /** Writers format times by it, on threads of their own. */
    private final SQLConf conf = SQLConf.get();

    private FileSink(FileSinkSettings settings, RecordEncoder encoder, String queryId, Outside outside) {
        this.settings = settings;
        this.encoder = encoder;
        this.outside = outside;
        this.storage = outside.storage(settings.target().location());
        this.log = new FileSinkLog(storage, LogSettings.ofSink(conf));
        this.target = new FileTarget(storage, log, description(), queryId);
    }

    /** Makes the encoder for the columns that files hold. */
    interface Encoding {
        RecordEncoder encoder(FileSinkSettings settings);
    }

    static FileSink open(SinkRequest request, String format, Outside outside, Encoding encoding) {
        FileSinkSettings settings =
                FileSinkSettings.of(request, format, SQLConf.get().caseSensitiveAnalysis());
        return new FileSink(settings, encoding.encoder(settings), request.queryId(), outside);
    }

    @Override
    public String description() {
        return "FileSink[" + settings.target().shown() + "]";
    }

    @Override
    public boolean isCommitted(long batchId) {
        return target.isCommitted(batchId);
    }

    @Override
    public SinkBatch begin(long batchId) {
        target.take();
        return new Batch(batchId);
    }

    @Override
    public void close() {
        try {
            storage.close();
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.SINK_FAILED, "Storage " + settings.target().location() + " does not close.", e);
        }
    }

    private final class Batch implements SinkBatch {
        private final long batchId;
        private final ConcurrentLinkedQueue<WrittenFiles.Written> finished = new ConcurrentLinkedQueue<>();

        Batch(long batchId) {
            this.batchId = batchId;
        }

        @Override
        public RowWriter writer(int task, int attempt) {
            FileRowWriter writer =
                    SQLConf.withExistingConf(conf, () -> new FileRowWriter(settings, encoder, storage, outside, task));
            return new Tracked(writer);
        }

        @Override
        public void commit(List<WrittenPart> parts) {
            List<SinkFile> entries = new ArrayList<>();
            for (WrittenPart part : parts) {
                ((WrittenFiles) part).files().forEach(file -> entries.add(file.entry(settings.target())));
            }
            log.append(batchId, entries);
            log.purge(batchId, outside.clock().instant());
        }

        @Override
        public void abort() {
            FileRowWriter.delete(storage, List.copyOf(finished));
        }

        /** Remembers what an aborted batch has to delete. */
        private final class Tracked implements RowWriter {
            private final FileRowWriter writer;

            Tracked(FileRowWriter writer) {
                this.writer = writer;
            }

            @Override
            public void write(InternalRow row) throws IOException {
                writer.write(row);
            }

            @Override
            public void check(InternalRow row) {
                writer.check(row);
            }

            @Override
            public WrittenPart finish() throws IOException {
                WrittenFiles files = writer.finish();
                finished.addAll(files.files());
                return files;
            }

            @Override
            public void abort() {
                writer.abort();
            }
        }
    }
}
