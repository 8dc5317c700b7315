package dev.pawl.checkpoint.storage;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** How one kind of Hadoop file system makes a whole file appear at once. */
sealed interface HadoopPublisher permits CloseToPublish, RenameToPublish {
    /** @throws java.nio.file.FileAlreadyExistsException if the name is not free */
    void createNew(Path target, Content content) throws IOException;

    /** Opens a file whose name nobody looks for until it is published. */
    FileOutput create(Path target) throws IOException;

    void replace(Path target, Content content) throws IOException;
}
