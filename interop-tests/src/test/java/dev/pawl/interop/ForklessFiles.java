package dev.pawl.interop;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, side files and renames included, without the processes it otherwise starts for every file
 * ({@code chmod}, {@code readlink}): a micro-batch writes dozens.
 */
final class ForklessFiles {
    private ForklessFiles() {}

    /** Spark settings that put both of Hadoop's interfaces to local files on top of this. */
    static Map<String, String> confs() {
        return Map.of(
                "spark.hadoop.fs.file.impl", Files.class.getName(),
                "spark.hadoop.fs.AbstractFileSystem.file.impl", Context.class.getName());
    }

    private static final class Raw extends RawLocalFileSystem {
        @Override
        public void setPermission(Path path, FsPermission permission) {
            // The permissions of a test's files do not matter.
        }

        /** No test has symbolic links. */
        @Override
        public FileStatus getFileLinkStatus(Path path) throws IOException {
            return getFileStatus(path);
        }
    }

    static final class Files extends LocalFileSystem {
        Files() {
            super(new Raw());
        }
    }

    static final class Context extends ChecksumFs {
        Context(URI uri, Configuration conf) throws IOException, URISyntaxException {
            super(new RawContext(uri, conf));
        }
    }

    private static final class RawContext extends DelegateToFileSystem {
        RawContext(URI uri, Configuration conf) throws IOException, URISyntaxException {
            super(uri, new Raw(), conf, uri.getScheme(), false);
        }

        @Override
        public int getUriDefaultPort() {
            return -1;
        }

        @Override
        public boolean isValidName(String name) {
            return true;
        }
    }
}
