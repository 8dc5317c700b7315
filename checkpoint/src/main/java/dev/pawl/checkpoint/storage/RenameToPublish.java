package dev.pawl.checkpoint.storage;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.function.Supplier;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * For hdfs and abfs: content goes to a temporary name that is then renamed.
 *
 * <p>On hdfs a rename that must not replace and one that must are each one transaction of the name node. On abfs the service
 * itself refuses a rename onto a taken name, given a hierarchical namespace; it has no rename that replaces, so its driver
 * deletes the old file first, and a crash right there leaves the new content under its temporary name only.
 */
final class RenameToPublish implements HadoopPublisher {
    /** Whether names are directory entries that the store itself renames. */
    enum Namespace {
        HIERARCHICAL,
        /** To be asked: abfs works, more or less, on accounts without directories too. */
        UNKNOWN
    }

    private final Renaming fileSystem;
    private final Namespace namespace;
    private final Durability durability;
    private final Supplier<String> ids;

    RenameToPublish(FileSystem fileSystem, Namespace namespace, Durability durability, Supplier<String> ids) {
        this.fileSystem = new Renaming(fileSystem);
        this.namespace = namespace;
        this.durability = durability;
        this.ids = ids;
    }

    @Override
    public void createNew(Path target, Content content) throws IOException {
        refuseFlatNamespace(target);
        if (fileSystem.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Path temporary = writeTemporary(target, content);
        try {
            fileSystem.rename(temporary, target, Options.Rename.NONE);
        } catch (IOException e) {
            settle(temporary, target, e);
        }
    }

    @Override
    public FileOutput create(Path target) throws IOException {
        FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(target);
        builder.create();
        builder.overwrite(false);
        builder.recursive();
        FSDataOutputStream stream = builder.build();
        return new StreamedFileOutput(
                stream,
                out -> {
                    if (durability == Durability.SYNCED && stream.hasCapability(StreamCapabilities.HSYNC)) {
                        stream.hsync();
                    }
                    out.close();
                },
                out -> {
                    out.close();
                    fileSystem.delete(target, false);
                });
    }

    @Override
    public void replace(Path target, Content content) throws IOException {
        Path temporary = writeTemporary(target, content);
        try {
            fileSystem.rename(temporary, target, Options.Rename.OVERWRITE);
        } catch (IOException e) {
            // On abfs the old file may be gone by now, and then the temporary one is all that is left.
            if (isThere(target, e)) {
                removeAfter(e, temporary);
            }
            throw e;
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

    private void refuseFlatNamespace(Path target) throws IOException {
        // The driver supports access control lists exactly where the account has a hierarchical namespace.
        if (namespace == Namespace.UNKNOWN && !fileSystem.hasPathCapability(target, CommonPathCapabilities.FS_ACLS)) {
            throw new PawlException(
                    ErrorCode.CREATE_NEW_UNSUPPORTED,
                    "The storage account of " + target + " has no hierarchical namespace, so a rename there is a copy"
                            + " that may replace another writer's file.");
        }
    }

    /** A rename whose answer was lost may have happened: nobody else moves our temporary file. */
    private void settle(Path temporary, Path target, IOException failure) throws IOException {
        boolean isTaken;
        boolean isOurs;
        try {
            isTaken = fileSystem.exists(target);
            isOurs = isTaken && !fileSystem.exists(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw new OutcomeUnknownException(target.toString(), failure);
        }
        if (isOurs) {
            return;
        }
        removeAfter(failure, temporary);
        throw isTaken ? HadoopStorage.alreadyExists(target, failure) : failure;
    }

    private Path writeTemporary(Path target, Content content) throws IOException {
        Path temporary = HadoopStorage.sibling(target, "." + target.getName() + "." + ids.get() + ".tmp");
        FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(temporary);
        builder.create();
        builder.overwrite(false);
        builder.recursive();
        try (FSDataOutputStream out = builder.build()) {
            content.writeTo(out);
            if (durability == Durability.SYNCED && out.hasCapability(StreamCapabilities.HSYNC)) {
                out.hsync();
            }
        } catch (IOException | RuntimeException e) {
            removeAfter(e, temporary);
            throw e;
        }
        return temporary;
    }

    private void removeAfter(Exception failure, Path temporary) {
        try {
            fileSystem.delete(temporary, false);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Opens up the one rename that can be told whether to replace; a file system offers it to its subclasses only. */
    private static final class Renaming extends FilterFileSystem {
        Renaming(FileSystem fileSystem) {
            super(fileSystem);
        }

        @Override
        public void rename(Path from, Path to, Options.Rename... options) throws IOException {
            super.rename(from, to, options);
        }
    }
}
