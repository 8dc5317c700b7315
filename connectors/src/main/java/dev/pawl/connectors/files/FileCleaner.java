package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceFile;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.engine.source.Outside;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes files away whose rows are results. What cannot be taken away stays, and so does what is not the file that was read;
 * the log names it.
 */
final class FileCleaner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileCleaner.class);
    private static final int BUFFER_BYTES = 64 << 10;

    private final FileTree tree;
    /** Null where files are deleted. */
    private final @Nullable Storage archive;

    private FileCleaner(FileTree tree, @Nullable Storage archive) {
        this.tree = tree;
        this.archive = archive;
    }

    /** Empty if files stay where they are. */
    static Optional<FileCleaner> of(FileSettings settings, FileTree tree, Outside outside) {
        return switch (settings.cleaning()) {
            case OFF -> Optional.empty();
            case DELETE -> Optional.of(new FileCleaner(tree, null));
            case ARCHIVE ->
                Optional.of(new FileCleaner(
                        tree, outside.storage(archiveOf(settings).location())));
        };
    }

    /**
     * The archive, if it is where nothing of it can be taken for new files. The shorter one of its path and the source's
     * decides, as in Spark.
     */
    private static Place archiveOf(FileSettings settings) {
        String path = settings.path();
        Place archive = Place.of(settings.archive());
        Place source = Place.of(path);
        if (!archive.isOnStorageOf(source)) {
            throw refused("is on another storage than", settings);
        }
        String[] names = names(archive);
        String[] patterns = names(source);
        int depth = Math.min(names.length, patterns.length);
        for (int i = 0; i < depth; i++) {
            if (!Glob.compile(patterns[i]).matcher(names[i]).matches()) {
                return archive;
            }
        }
        throw refused("lies where files would be read again, or around", settings);
    }

    private static String[] names(Place place) {
        return Arrays.stream(place.path().split("/", -1))
                .filter(name -> !name.isEmpty())
                .toArray(String[]::new);
    }

    private static PawlException refused(String how, FileSettings settings) {
        return new PawlException(
                ErrorCode.OPTION_INVALID,
                "Option sourceArchiveDir, " + settings.archive() + ", " + how + " the source, " + settings.path()
                        + ": give a directory beside it.");
    }

    void clean(List<SourceFile> files) {
        for (SourceFile file : files) {
            Place place = Place.ofLog(file.path());
            try {
                clean(place, new FileVersion(file.timestampMs(), FileVersion.UNKNOWN));
            } catch (IOException | PawlException e) {
                LOG.warn("File {} is read, but cannot be taken away; it stays.", place.uri(), e);
            }
        }
    }

    private void clean(Place place, FileVersion version) throws IOException {
        FileContent content = tree.content(place);
        Optional<StorageEntry> entry = content.find();
        if (entry.isEmpty()) {
            return;
        }
        if (!version.fits(entry.get())) {
            LOG.warn("File {} was changed after it was read; it stays.", place.uri());
            return;
        }
        Storage target = archive;
        if (target == null) {
            content.delete();
            return;
        }
        String name = place.path().substring(1);
        try {
            content.moveTo(target, name);
        } catch (FileAlreadyExistsException e) {
            // An attempt that was cut off left it under both names; or another file has the name.
            if (isSame(content, target, name)) {
                content.delete();
            } else {
                LOG.warn("The archive has another file {}; file {} stays.", name, place.uri());
            }
        } catch (NoSuchFileException e) {
            LOG.warn("File {} went away while it was being archived.", place.uri());
        }
    }

    private static boolean isSame(FileContent content, Storage archive, String name) throws IOException {
        try (InputStream one = content.read();
                InputStream other = archive.read(name)) {
            byte[] mine = new byte[BUFFER_BYTES];
            byte[] its = new byte[BUFFER_BYTES];
            while (true) {
                int count = one.readNBytes(mine, 0, BUFFER_BYTES);
                int itsCount = other.readNBytes(its, 0, BUFFER_BYTES);
                if (count != itsCount || !Arrays.equals(mine, 0, count, its, 0, count)) {
                    return false;
                }
                if (count < BUFFER_BYTES) {
                    return true;
                }
            }
        }
    }

    @Override
    public void close() {
        if (archive != null) {
            FileTree.close(archive);
        }
    }
}
