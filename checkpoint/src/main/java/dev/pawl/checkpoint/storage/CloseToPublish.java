package dev.pawl.checkpoint.storage;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * For s3a and gs: an object appears, whole, when its stream is closed, so a stream must not be closed after a failure.
 *
 * <p>Create-new is a condition the store checks in that moment: {@code If-None-Match} on s3a, generation 0 on gs, whose
 * connector derives it from a create that does not overwrite.
 */
final class CloseToPublish implements HadoopPublisher {
    /** The stores that publish on close, by what their connectors can do. */
    enum Connector {
        /** Create-new is an option of the stream, and an upload can be given up. */
        S3A,
        /** An upload cannot be given up, so it only starts when the content is complete. */
        GS
    }

    private static final String WRITE_ID = "pawl-write-id";
    private static final String WRITE_ID_OPTION = "fs.s3a.create.header." + WRITE_ID;
    private static final String WRITE_ID_ATTRIBUTE = "header." + WRITE_ID;

    private final FileSystem fileSystem;
    private final Connector connector;
    private final Supplier<String> ids;

    CloseToPublish(FileSystem fileSystem, Connector connector, Supplier<String> ids) {
        this.fileSystem = fileSystem;
        this.connector = connector;
        this.ids = ids;
    }

    @Override
    public void createNew(Path target, Content content) throws IOException {
        switch (connector) {
            case S3A -> createNewOnS3a(target, content);
            case GS -> createNewOnGs(target, content);
        }
    }

    @Override
    public FileOutput create(Path target) throws IOException {
        FSDataOutputStreamBuilder<?, ?> builder = creation(target);
        builder.overwrite(false);
        FSDataOutputStream stream = builder.build();
        // A stream that cannot be given up is left open: closing it would publish what is there.
        return new StreamedFileOutput(stream, OutputStream::close, out -> {
            if (stream.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
                stream.abort();
            }
        });
    }

    @Override
    public void replace(Path target, Content content) throws IOException {
        FSDataOutputStreamBuilder<?, ?> builder = creation(target);
        builder.overwrite(true);
        switch (connector) {
            case S3A -> writeOrAbort(builder, content).close();
            case GS -> writeStaged(builder, content);
        }
    }

    private void createNewOnS3a(Path target, Content content) throws IOException {
        if (!fileSystem.hasPathCapability(
                target, Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE)) {
            throw new PawlException(
                    ErrorCode.CREATE_NEW_UNSUPPORTED,
                    "The s3a connector cannot create " + target
                            + " on the condition that it is absent: it is older than"
                            + " 3.4.2, or fs.s3a.create.conditional.enabled is false.");
        }
        String writeId = ids.get();
        FSDataOutputStreamBuilder<?, ?> builder = creation(target);
        builder.must(Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
        builder.must(WRITE_ID_OPTION, writeId);
        FSDataOutputStream out = writeOrAbort(builder, content);
        try {
            out.close();
        } catch (IOException e) {
            if (!isOurs(target, writeId, e)) {
                throw HadoopStorage.alreadyExists(target, e);
            }
        }
    }

    /**
     * The connector repeats a request whose answer was lost, and then the repetition is what the store refuses; so a refusal
     * alone does not tell who won.
     */
    private boolean isOurs(Path target, String writeId, IOException failure) throws IOException {
        byte[] winner;
        try {
            fileSystem.getFileStatus(target);
            winner = fileSystem.getXAttr(target, WRITE_ID_ATTRIBUTE);
        } catch (FileNotFoundException e) {
            throw failure;
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw new OutcomeUnknownException(target.toString(), failure);
        }
        return Arrays.equals(writeId.getBytes(StandardCharsets.UTF_8), winner);
    }

    private void createNewOnGs(Path target, Content content) throws IOException {
        FSDataOutputStreamBuilder<?, ?> builder = creation(target);
        builder.overwrite(false);
        try {
            writeStaged(builder, content);
        } catch (IOException e) {
            // The connector reports a condition that failed in several ways; that the name is taken tells it is one of
            // them.
            throw isThere(target, e) ? HadoopStorage.alreadyExists(target, e) : e;
        }
    }

    private boolean isThere(Path target, IOException failure) {
        try {
            return fileSystem.exists(target);
        } catch (IOException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    private FSDataOutputStreamBuilder<?, ?> creation(Path target) {
        FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(target);
        builder.create();
        builder.recursive();
        return builder;
    }

    private static FSDataOutputStream writeOrAbort(FSDataOutputStreamBuilder<?, ?> builder, Content content)
            throws IOException {
        FSDataOutputStream out = builder.build();
        try {
            content.writeTo(out);
            return out;
        } catch (IOException | RuntimeException e) {
            if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
                out.abort();
            }
            throw e;
        }
    }

    /** Content that fails does so before there is a stream; one that fails to take it is left open, never published. */
    private static void writeStaged(FSDataOutputStreamBuilder<?, ?> builder, Content content) throws IOException {
        java.nio.file.Path staged = Files.createTempFile("pawl-", ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(staged)) {
                content.writeTo(out);
            }
            writeOrAbort(builder, out -> Files.copy(staged, out)).close();
        } finally {
            Files.delete(staged);
        }
    }
}
