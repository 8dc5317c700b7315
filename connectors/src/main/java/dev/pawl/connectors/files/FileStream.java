package dev.pawl.connectors.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.FileSourceLog;
import dev.pawl.checkpoint.log.SourceFile;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;

/**
 * Files as they come, each taken once. What a batch takes is in the log {@code sources/<i>/} before the batch is planned;
 * the offset is the id of the last entry: <pre>{"logOffset":3}</pre>
 */
final class FileStream implements StreamSource {
    /** Files of the same age in the order of their names. */
    static final Comparator<FoundFile> OLDEST_FIRST = Comparator.comparingLong(FoundFile::modifiedMs)
            .thenComparing(file -> file.place().path());

    private static final Comparator<FoundFile> LATEST_FIRST = Comparator.comparingLong(FoundFile::modifiedMs)
            .reversed()
            .thenComparing(file -> file.place().path());
    private static final String LOG_OFFSET = "logOffset";

    /** How many of the files that one listing found are kept for later batches. */
    private static final int UNREAD_FILES_MAX = 10_000;

    /** With fewer files left than this part of a batch, a new listing is worth its time. */
    private static final int SMALLEST_PART_OF_BATCH = 5;

    /** After a crash the files of these may still be there. */
    private static final int BATCHES_CLEANED_AGAIN = 10;

    private final FileTree tree;
    private final RecordFormat format;
    private final FileSettings settings;
    private final FileTable.Readers readers;
    private final FileSourceLog log;
    /** For messages. */
    private final String logDirectory;

    private final InstantSource clock;
    private final Optional<FileCleaner> cleaner;
    private long cleanedId = -1;
    private final SeenFiles seen;
    /** Sizes of files taken by this process, until their batch is committed. */
    private final Map<Place, TakenSize> sizes = new HashMap<>();

    /** How long a file was when the entry with this id was written. */
    private record TakenSize(long id, long bytes) {}

    private long lastId;
    private List<FoundFile> unread = List.of();
    private @Nullable List<FoundFile> pinned;

    FileStream(
            FileTree tree,
            RecordFormat format,
            FileSettings settings,
            FileTable.Readers readers,
            StreamScope scope,
            Outside outside) {
        this.tree = tree;
        this.format = format;
        this.settings = settings;
        this.readers = readers;
        this.clock = outside.clock();
        this.log = new FileSourceLog(scope.checkpoint(), scope.sourceId(), LogSettings.ofSource(SQLConf.get()));
        this.logDirectory = scope.checkpoint().root() + "/sources/" + scope.sourceId();
        this.seen = new SeenFiles(settings.ageMaxMs(), settings.isNameAlone());
        this.lastId = log.latest().orElse(-1);
        if (lastId >= 0) {
            log.visitFilesUpTo(lastId, file -> seen.add(file.path(), file.timestampMs()));
        }
        seen.forgetOld();
        this.cleaner = FileCleaner.of(settings, tree, outside);
    }

    @Override
    public String description() {
        return "FileStreamSource[" + tree.description() + "]";
    }

    @Override
    public Optional<SourceOffset> initialOffset() {
        return Optional.empty();
    }

    @Override
    public Optional<SourceOffset> latestOffset(Optional<SourceOffset> start, ReadLimit limit) {
        long startId = start.map(FileStream::id).orElse(-1L);
        if (startId > lastId) {
            throw new PawlException(
                    ErrorCode.SOURCE_LOG_CORRUPT,
                    "The file source is committed up to entry " + startId + " of its log " + logDirectory
                            + ", but that " + (lastId < 0 ? "is empty" : "ends with entry " + lastId)
                            + ": without the others it would take files twice, and pass over new ones.");
        }
        clean(startId);
        // An entry beyond the start was taken for a batch whose offsets were not written any more. As in Spark, that
        // batch
        // gets what is new as well.
        take(limit);
        return lastId < 0 ? Optional.empty() : Optional.of(new SourceOffset("{\"" + LOG_OFFSET + "\":" + lastId + "}"));
    }

    /** Where the next batch starts, the one before was committed. */
    private void clean(long committedId) {
        if (cleaner.isPresent() && committedId != cleanedId) {
            long from = cleanedId < 0 ? committedId - BATCHES_CLEANED_AGAIN : cleanedId;
            cleaner.get().clean(log.filesBetween(Math.max(-1, from), committedId));
            cleanedId = committedId;
        }
    }

    private void take(ReadLimit limit) {
        boolean isKept = !unread.isEmpty();
        boolean isFresh = !isKept && pinned == null;
        List<FoundFile> fresh = newFiles();
        List<FoundFile> taken = new ArrayList<>();
        int looked = choose(fresh, limit, isFresh || tree.isReadThroughSinkLog(), taken);
        keepUnread(fresh.subList(looked, fresh.size()), taken.size());
        if (taken.isEmpty()) {
            if (isKept && unread.isEmpty()) {
                // All that was left of the listing is gone; there may be others.
                take(limit);
            }
            return;
        }
        long id = lastId + 1;
        List<SourceFile> entries = new ArrayList<>(taken.size());
        for (FoundFile file : taken) {
            entries.add(new SourceFile(file.place().uri(), file.modifiedMs(), id));
        }
        log.append(id, entries);
        lastId = id;
        for (int i = 0; i < entries.size(); i++) {
            seen.add(entries.get(i).path(), entries.get(i).timestampMs());
            sizes.put(taken.get(i).place(), new TakenSize(id, taken.get(i).size()));
        }
        seen.forgetOld();
    }

    /**
     * The files of the next batch, as they are now: since an older listing they may have been written on.
     *
     * @return how many were looked at
     */
    private int choose(List<FoundFile> fresh, ReadLimit limit, boolean areAsListed, List<FoundFile> taken) {
        boolean isLimited = limit != ReadLimit.NONE;
        long filesMax = isLimited ? settings.filesMax() : Long.MAX_VALUE;
        long left = isLimited ? settings.bytesMax().orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
        int looked = 0;
        while (looked < fresh.size() && taken.size() < filesMax) {
            FoundFile listed = fresh.get(looked);
            Optional<FoundFile> now = areAsListed ? Optional.of(listed) : asItIsNow(listed);
            // An empty one will get its rows later: it is taken then.
            if (now.isPresent() && now.get().size() > 0) {
                if (!taken.isEmpty() && now.get().size() > left) {
                    break;
                }
                left -= now.get().size();
                taken.add(now.get());
            }
            looked++;
        }
        return looked;
    }

    private Optional<FoundFile> asItIsNow(FoundFile file) {
        try {
            return tree.content(file.place())
                    .find()
                    .map(entry -> new FoundFile(file.place(), entry.size(), entry.modifiedMillis(), file.partitions()));
        } catch (IOException e) {
            throw unopened(file.place(), e);
        }
    }

    private void keepUnread(List<FoundFile> rest, int batchFiles) {
        boolean isWorthIt = !settings.isLatestFirst() && rest.size() >= batchFiles / SMALLEST_PART_OF_BATCH;
        unread = isWorthIt ? List.copyOf(rest.subList(0, Math.min(rest.size(), UNREAD_FILES_MAX))) : List.of();
    }

    private List<FoundFile> newFiles() {
        if (!unread.isEmpty()) {
            return unread;
        }
        List<FoundFile> known = pinned;
        List<FoundFile> all = known == null ? list() : known;
        List<FoundFile> fresh = new ArrayList<>();
        for (FoundFile file : all) {
            if (seen.isNew(file.place().uri(), file.modifiedMs())) {
                fresh.add(file);
            }
        }
        return fresh;
    }

    private List<FoundFile> list() {
        List<FoundFile> all = new ArrayList<>(tree.list());
        requireOwnFiles();
        all.sort(settings.isLatestFirst() ? LATEST_FIRST : OLDEST_FIRST);
        return all;
    }

    private void requireOwnFiles() {
        if (cleaner.isPresent() && tree.isReadThroughSinkLog()) {
            throw new PawlException(
                    ErrorCode.SOURCE_UNSUPPORTED,
                    "Clean up source files is not supported when reading from the output directory of FileStreamSink: "
                            + settings.path() + " has a `_spark_metadata`, whose files would be missing.");
        }
    }

    @Override
    public void pinEnd() {
        unread = List.of();
        pinned = list();
    }

    @Override
    public List<Split> splits(Optional<SourceOffset> start, SourceOffset end) {
        List<SourceFile> files = log.filesBetween(start.map(FileStream::id).orElse(-1L), id(end));
        List<FilePart> parts = new ArrayList<>(files.size());
        long[] bytes = new long[files.size()];
        long total = 0;
        for (int i = 0; i < bytes.length; i++) {
            Place place = Place.ofLog(files.get(i).path());
            FileContent content = tree.content(place);
            bytes[i] = size(place, content);
            total += bytes[i];
            parts.add(FilePart.whole(content, tree.partitionsOf(place), version(place, files.get(i))));
        }
        long splitBytes = SplitPacking.splitBytes(total, bytes.length);
        List<SplitPacking.Sized> sized = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                FilePart whole = parts.get(i);
                boolean isSplittable = format.isSplittable(whole.content());
                sized.addAll(SplitPacking.cut(whole, bytes[i], isSplittable, splitBytes));
            }
        }
        TableReader reader = readers.of(parts.stream().map(FilePart::partitions).toList());
        return SplitPacking.pack(sized, splitBytes, reader);
    }

    private FileVersion version(Place place, SourceFile file) {
        if (tree.isReadThroughSinkLog()) {
            return FileVersion.ANY;
        }
        TakenSize known = sizes.get(place);
        return new FileVersion(file.timestampMs(), known == null ? FileVersion.UNKNOWN : known.bytes());
    }

    /** A file that is not there any more is an error of the task that reads it: then it counts as one byte. */
    private long size(Place place, FileContent content) {
        TakenSize known = sizes.get(place);
        if (known != null) {
            return known.bytes();
        }
        try {
            return content.find().map(StorageEntry::size).orElse(1L);
        } catch (IOException e) {
            throw unopened(place, e);
        }
    }

    private static PawlException unopened(Place place, IOException e) {
        return new PawlException(ErrorCode.SOURCE_UNAVAILABLE, "File " + place.uri() + " cannot be opened.", e);
    }

    private static long id(SourceOffset offset) {
        // Before 2.1 Spark wrote the bare number.
        JsonNode json = offset.json();
        JsonNode id = json.isObject() ? json.get(LOG_OFFSET) : json;
        if (id == null || !id.isIntegralNumber()) {
            throw new PawlException(
                    ErrorCode.OFFSET_LOG_CORRUPT,
                    "The offset of a file source is \"" + offset.text() + "\"; expected {\"" + LOG_OFFSET + "\":N}.");
        }
        return id.longValue();
    }

    @Override
    public void committed(SourceOffset end) {
        // The next batch may have taken its files already.
        long committedId = id(end);
        sizes.values().removeIf(taken -> taken.id() <= committedId);
        log.purge(lastId, clock.instant());
    }

    @Override
    public void close() {
        cleaner.ifPresent(FileCleaner::close);
        tree.close();
    }
}
