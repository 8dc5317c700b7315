package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CompactionPolicy;
import dev.pawl.checkpoint.log.FileSinkLog;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.engine.source.Outside;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files that the option {@code path} names, and the storage that holds them. */
final class FileTree implements AutoCloseable {
    private final FileSettings settings;
    private final Outside outside;
    /** The path up to the first name that is a pattern. */
    private final Place base;

    private final List<Pattern> patterns;
    private final Storage storage;
    /** Storages of files that logs name elsewhere, by the location of their directory. */
    private final Map<String, Storage> elsewhere = new HashMap<>();

    private boolean isKnownWithoutSinkLog;
    private boolean isKnownWithSinkLog;

    FileTree(FileSettings settings, Outside outside) {
        this.settings = settings;
        this.outside = outside;
        String path = settings.path();
        this.patterns = new ArrayList<>();
        if (Glob.isPattern(path)) {
            String[] names = path.split("/", -1);
            StringBuilder fixed = new StringBuilder();
            int i = 0;
            while (!Glob.isPattern(names[i])) {
                fixed.append(names[i++]).append('/');
            }
            for (; i < names.length; i++) {
                if (!names[i].isEmpty()) {
                    patterns.add(Glob.compile(names[i]));
                }
            }
            path = fixed.isEmpty() ? "." : fixed.toString();
        }
        this.base = Place.of(path);
        this.storage = outside.storage(base.location());
    }

    /** As Spark shows it. */
    String description() {
        return base.shown() + (patterns.isEmpty() ? "" : "/" + settings.path().substring(fixedLength()));
    }

    private int fixedLength() {
        String[] names = settings.path().split("/", -1);
        int length = 0;
        for (String name : names) {
            if (Glob.isPattern(name)) {
                break;
            }
            length += name.length() + 1;
        }
        return length;
    }

    /** Without a pattern, what the path names must be there. */
    void requireExistence() {
        if (!patterns.isEmpty()) {
            return;
        }
        try {
            if (!children("").isEmpty() || findAsChild() != null) {
                return;
            }
        } catch (IOException e) {
            throw unavailable(e);
        }
        throw new PawlException(ErrorCode.PATH_NOT_FOUND, "Path does not exist: " + base.uri() + ".");
    }

    /** All files that are data, in no particular order. */
    List<FoundFile> list() {
        try {
            if (hasSinkLog()) {
                return listSinkLog();
            }
            List<FoundFile> found = new ArrayList<>();
            if (patterns.isEmpty()) {
                listRoot(found);
            } else {
                listMatches("", 0, found);
            }
            return found;
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private PawlException unavailable(IOException e) {
        return new PawlException(
                ErrorCode.SOURCE_UNAVAILABLE, "The files of " + settings.path() + " cannot be listed.", e);
    }

    /**
     * A directory that a stream writes or wrote: its log alone says which files are results, also before the first batch is
     * committed. Once files were seen without a log, none is looked for any more.
     */
    private boolean hasSinkLog() throws IOException {
        if (isKnownWithSinkLog || isKnownWithoutSinkLog || !patterns.isEmpty()) {
            return isKnownWithSinkLog;
        }
        boolean hasFiles = children("").stream().anyMatch(entry -> isData(entry.name()));
        // Looked for after the files were seen: who writes them has left its mark before.
        isKnownWithSinkLog = settings.isTarget() || children("").stream().anyMatch(FileTree::isOfSink);
        isKnownWithoutSinkLog = !isKnownWithSinkLog && hasFiles;
        return isKnownWithSinkLog;
    }

    private static boolean isOfSink(StorageEntry entry) {
        return entry.isDirectory()
                && (entry.name().equals(FileSinkLog.DIRECTORY) || entry.name().equals(FileTarget.MARK));
    }

    /** Whether a log says which files there are; its times are those of the log, not of the files. */
    boolean isReadThroughSinkLog() {
        try {
            return hasSinkLog();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private List<FoundFile> listSinkLog() {
        List<FoundFile> found = new ArrayList<>();
        new FileSinkLog(storage, CompactionPolicy.DEFAULT).visitFiles(file -> {
            Place place = Place.ofLog(file.path());
            if (passes(place.name())) {
                String relative = base.relative(place).orElse(place.name());
                String directory = relative.contains("/") ? relative.substring(0, relative.lastIndexOf('/')) : "";
                found.add(new FoundFile(
                        place, file.size(), file.modificationTimeMs(), settings.isRecursive() ? "" : directory));
            }
        });
        return found;
    }

    private void listRoot(List<FoundFile> found) throws IOException {
        List<StorageEntry> entries = children("");
        if (!entries.isEmpty()) {
            listEntries(entries, "", "", found);
            return;
        }
        StorageEntry file = findAsChild();
        if (file != null && file.isFile()) {
            found.add(new FoundFile(base, file.size(), file.modifiedMillis(), ""));
        }
    }

    private @Nullable StorageEntry findAsChild() throws IOException {
        if (base.isRoot()) {
            return null;
        }
        try (Storage parent = outside.storage(base.parent().location())) {
            for (StorageEntry entry : parent.list("")) {
                if (entry.name().equals(base.name())) {
                    return entry;
                }
            }
        }
        return null;
    }

    private void listMatches(String directory, int depth, List<FoundFile> found) throws IOException {
        for (StorageEntry entry : children(directory)) {
            if (!patterns.get(depth).matcher(entry.name()).matches()) {
                continue;
            }
            String path = below(directory, entry.name());
            if (depth + 1 < patterns.size()) {
                if (entry.isDirectory()) {
                    listMatches(path, depth + 1, found);
                }
            } else if (entry.isDirectory()) {
                listEntries(children(path), path, "", found);
            } else if (isData(entry.name())) {
                add(entry, path, "", found);
            }
        }
    }

    private void listEntries(List<StorageEntry> entries, String directory, String partitions, List<FoundFile> found)
            throws IOException {
        for (StorageEntry entry : entries) {
            String path = below(directory, entry.name());
            if (!isData(entry.name())) {
                continue;
            }
            if (entry.isFile()) {
                add(entry, path, partitions, found);
            } else if (settings.isRecursive()) {
                listEntries(children(path), path, "", found);
            } else if (entry.name().indexOf('=') > 0) {
                listEntries(children(path), path, below(partitions, entry.name()), found);
            }
        }
    }

    private void add(StorageEntry entry, String path, String partitions, List<FoundFile> found) {
        if (passes(entry.name())) {
            found.add(new FoundFile(base.child(path), entry.size(), entry.modifiedMillis(), partitions));
        }
    }

    private boolean passes(String name) {
        Pattern filter = settings.nameFilter();
        return filter == null || filter.matcher(name).matches();
    }

    /** Names that Spark takes for data. */
    private static boolean isData(String name) {
        return !name.startsWith(".") && !(name.startsWith("_") && !name.contains("=")) && !name.endsWith("._COPYING_");
    }

    private static String below(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    private List<StorageEntry> children(String directory) throws IOException {
        try {
            return storage.list(directory);
        } catch (NotDirectoryException e) {
            return List.of();
        }
    }

    /** The directories that make columns of a file that a log names. */
    String partitionsOf(Place file) {
        if (settings.isRecursive()) {
            return "";
        }
        String relative = base.relative(file).orElse("");
        StringBuilder partitions = new StringBuilder();
        String[] names = relative.split("/", -1);
        for (int i = patterns.size(); i < names.length - 1; i++) {
            if (names[i].indexOf('=') > 0) {
                partitions.append(partitions.isEmpty() ? "" : "/").append(names[i]);
            }
        }
        return partitions.toString();
    }

    /** Where the content of a file is. */
    FileContent content(Place file) {
        String relative = base.relative(file).orElse("");
        if (!relative.isEmpty()) {
            return new FileContent(storage, relative, file);
        }
        Place directory = file.parent();
        Storage other = elsewhere.computeIfAbsent(directory.location(), outside::storage);
        return new FileContent(other, file.name(), file);
    }

    @Override
    public void close() {
        elsewhere.values().forEach(FileTree::close);
        close(storage);
    }

    static void close(Storage storage) {
        try {
            storage.close();
        } catch (IOException e) {
            throw new PawlException(ErrorCode.SOURCE_UNAVAILABLE, "Storage " + storage.root() + " does not close.", e);
        }
    }
}
