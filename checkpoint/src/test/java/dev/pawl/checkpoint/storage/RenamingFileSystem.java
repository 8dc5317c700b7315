package dev.pawl.checkpoint.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** Local files with the renames of hdfs: of those onto one free name exactly one succeeds. */
final class RenamingFileSystem extends RawLocalFileSystem {
    private boolean isFlat;
    private boolean losesAnswers;

    RenamingFileSystem() {
        try {
            initialize(getUri(), new Configuration(false));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Like an abfs account without directories. */
    void flatten() {
        isFlat = true;
    }

    /** From now on renames happen, but nobody hears of it. */
    void loseAnswers() {
        losesAnswers = true;
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
        return capability.equals(CommonPathCapabilities.FS_ACLS) ? !isFlat : super.hasPathCapability(path, capability);
    }

    @Override
    @SuppressWarnings("deprecation") // for callers; a file system still has to implement it
    protected synchronized void rename(Path from, Path to, Options.Rename... options) throws IOException {
        java.nio.file.Path source = pathToFile(from).toPath();
        java.nio.file.Path target = pathToFile(to).toPath();
        if (!Files.exists(source)) {
            throw new FileNotFoundException(from.toString());
        }
        boolean mayReplace = Arrays.asList(options).contains(Options.Rename.OVERWRITE);
        if (!mayReplace && Files.exists(target)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        if (losesAnswers) {
            throw new IOException("connection reset");
        }
    }

    @Override
    public void setPermission(Path path, FsPermission permission) {
        // The real one forks a process for each file.
    }
}
