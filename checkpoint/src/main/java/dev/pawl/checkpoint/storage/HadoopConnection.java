package dev.pawl.checkpoint.storage;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Opens Hadoop file systems, configured as Hadoop's own tools are: class path, then {@code HADOOP_CONF_DIR}. */
final class HadoopConnection {
    private HadoopConnection() {}

    static Storage open(String location, String scheme, Durability durability, Supplier<String> ids) {
        Path root = root(location);
        FileSystem fileSystem = connect(location, root, configuration());
        return new HadoopStorage(fileSystem, location, root, publisher(fileSystem, scheme, durability, ids));
    }

    private static HadoopPublisher publisher(
            FileSystem fileSystem, String scheme, Durability durability, Supplier<String> ids) {
        return switch (scheme) {
            case "s3a" -> new CloseToPublish(fileSystem, CloseToPublish.Connector.S3A, ids);
            case "gs" -> new CloseToPublish(fileSystem, CloseToPublish.Connector.GS, ids);
            case "hdfs" -> new RenameToPublish(fileSystem, RenameToPublish.Namespace.HIERARCHICAL, durability, ids);
            case "abfs", "abfss" -> new RenameToPublish(fileSystem, RenameToPublish.Namespace.UNKNOWN, durability, ids);
            default -> throw new IllegalArgumentException("no publisher for " + scheme);
        };
    }

    private static Path root(String location) {
        try {
            return new Path(location);
        } catch (IllegalArgumentException e) {
            throw new PawlException(ErrorCode.UNSUPPORTED_STORAGE, "Location " + location + " is not a URI.", e);
        }
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        String directory = System.getenv("HADOOP_CONF_DIR");
        if (directory != null && !directory.isEmpty()) {
            configuration.addResource(new Path(directory, "core-site.xml"));
            configuration.addResource(new Path(directory, "hdfs-site.xml"));
        }
        return configuration;
    }

    /** A new instance: closing one from Hadoop's cache would close it for everybody else. */
    private static FileSystem connect(String location, Path root, Configuration configuration) {
        try {
            return FileSystem.newInstance(root.toUri(), configuration);
        } catch (UnsupportedFileSystemException e) {
            throw connectorMissing(location, e);
        } catch (IOException | IllegalArgumentException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Storage " + location + " cannot be reached: " + e.getMessage() + ".",
                    e);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof ClassNotFoundException) {
                throw connectorMissing(location, e);
            }
            throw e;
        }
    }

    private static PawlException connectorMissing(String location, Exception cause) {
        return new PawlException(
                ErrorCode.STORAGE_CONNECTOR_MISSING,
                "Hadoop has no connector for " + location + ": " + cause.getMessage() + ".",
                cause);
    }
}
