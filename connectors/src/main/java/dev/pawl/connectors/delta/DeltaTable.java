package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.commit.Committer;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.exceptions.UnsupportedTableFeatureException;
import io.delta.kernel.internal.SnapshotImpl;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Supplier;

/** A Delta table at a location, and what its failures mean to the side that uses it. */
final class DeltaTable implements AutoCloseable {
    /** Which side of a query uses the table; the same failure has another code on each. */
    enum Side {
        SOURCE(ErrorCode.SOURCE_UNSUPPORTED, ErrorCode.SOURCE_UNAVAILABLE),
        SINK(ErrorCode.SINK_UNSUPPORTED, ErrorCode.SINK_FAILED);

        private final ErrorCode unsupported;
        private final ErrorCode unavailable;

        Side(ErrorCode unsupported, ErrorCode unavailable) {
            this.unsupported = unsupported;
            this.unavailable = unavailable;
        }
    }

    private final String location;
    private final Storage storage;
    private final Engine engine;
    private final Side side;

    DeltaTable(String location, Storage storage, Side side) {
        this.location = location;
        this.storage = storage;
        this.engine = new StorageEngine(storage);
        this.side = side;
    }

    /** The location as the user typed it. */
    String location() {
        return location;
    }

    /** As Spark shows it: always a URI. */
    String uri() {
        if (location.startsWith("file:")) {
            return location.replaceFirst("^file:/+", "file:/");
        }
        return location.contains(":/")
                ? location
                : "file:" + java.nio.file.Path.of(location).toAbsolutePath();
    }

    Storage storage() {
        return storage;
    }

    Engine engine() {
        return engine;
    }

    /** The newest version; empty if there is no table. */
    Optional<SnapshotImpl> latest() {
        return find(TableManager.loadSnapshot(StorageFileIO.ROOT));
    }

    /** The newest version, for writing through a committer. */
    Optional<SnapshotImpl> latest(Committer committer) {
        return find(TableManager.loadSnapshot(StorageFileIO.ROOT).withCommitter(committer));
    }

    SnapshotImpl at(long version) {
        return attempt(() -> (SnapshotImpl)
                TableManager.loadSnapshot(StorageFileIO.ROOT).atVersion(version).build(engine));
    }

    /** @param path relative to the table */
    boolean hasFile(String path) {
        try {
            storage.open(path).close();
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private Optional<SnapshotImpl> find(SnapshotBuilder builder) {
        return attempt(() -> {
            try {
                return Optional.of((SnapshotImpl) builder.build(engine));
            } catch (TableNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    /** Does something with Kernel and gives its failures their meaning. */
    <T> T attempt(Supplier<T> action) {
        try {
            return HadoopDefaults.without(action);
        } catch (PawlException e) {
            throw e;
        } catch (UnsupportedTableFeatureException e) {
            throw new PawlException(
                    side.unsupported,
                    "Delta table " + location + " uses features Pawl does not know: "
                            + String.join(", ", e.getUnsupportedFeatures()) + ".",
                    e);
        } catch (OutsideTableException e) {
            throw new PawlException(
                    side.unsupported,
                    "Delta table " + location + " names a file outside its directory, as a shallow clone does: "
                            + e.getMessage() + ".",
                    e);
        } catch (KernelEngineException e) {
            throw unavailable(e);
        } catch (KernelException | UnsupportedOperationException e) {
            throw new PawlException(side.unsupported, "Delta table " + location + ": " + shown(e) + ".", e);
        } catch (RuntimeException e) {
            throw unavailable(e);
        }
    }

    PawlException unavailable(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new PawlException(
                side.unavailable, "Delta table " + location + " cannot be used: " + shown(cause) + ".", e);
    }

    PawlException unsupported(String what) {
        return new PawlException(side.unsupported, "Delta table " + location + " " + what + ".");
    }

    private String shown(Throwable e) {
        String text = String.valueOf(e.getMessage() == null ? e : e.getMessage());
        String plain = text.replace(StorageFileIO.ROOT, location);
        return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    }

    @Override
    public void close() {
        try {
            storage.close();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }
}
