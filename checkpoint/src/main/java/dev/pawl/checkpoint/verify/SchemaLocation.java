package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;

/** Whether an absolute URI in operator metadata still leads to a file. */
final class SchemaLocation {
    private static final String FILE_SCHEME = "file:";

    private SchemaLocation() {}

    /**
     * Local files are looked for. A URI of another kind is compared only: asking a cluster that is gone takes minutes.
     *
     * @param root of the checkpoint as its user typed it
     * @param path of the file below the root
     */
    static boolean isAt(String uri, String root, String path) {
        if (uri.startsWith(FILE_SCHEME) || uri.startsWith("/")) {
            return exists(uri);
        }
        String lastName = root.replaceAll("/+$", "");
        lastName = lastName.substring(lastName.lastIndexOf('/') + 1);
        return uri.endsWith("/" + lastName + "/" + path);
    }

    private static boolean exists(String uri) {
        int nameStart = uri.lastIndexOf('/') + 1;
        try (Storage directory = Storages.open(uri.substring(0, nameStart))) {
            return directory.list("").stream().anyMatch(entry -> entry.name().equals(uri.substring(nameStart)));
        } catch (IOException | PawlException e) {
            return false;
        }
    }
}
