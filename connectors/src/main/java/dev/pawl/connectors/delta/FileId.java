package dev.pawl.connectors.delta;

import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;

/** Which rows a version has of a file: the file, less those that a deletion vector takes away. */
record FileId(String path, String deletionVector) {
    static FileId of(AddFile file) {
        return new FileId(
                file.getPath(),
                file.getDeletionVector()
                        .map(DeletionVectorDescriptor::getUniqueId)
                        .orElse(""));
    }
}
