package dev.pawl.connectors.inbox;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records that were received, numbered from 0, in files below {@code pawl/inbox/<source>} of the checkpoint. What is appended by several
 * threads while a file is written goes into the next file together: a file costs a sync, however many wait for it.
 *
 * <p>The file with the newest records always stays, so the log knows its next number. A log that could not write once writes no more: what
 * it has then, only the next start tells.
 */
final class InboxLog {
    private static final String DIRECTORY = "pawl/inbox/";
    private static final String KEYS = "keys";
    /** What a small file takes on a disk. */
    private static final int FILE_BYTES_MIN = 4096;

    private final Storage storage;
    private final String directory;
    private final Limits limits;

    /** By the number of the first record. */
    private final TreeMap<Long, Stored> files = new TreeMap<>();

    private final RequestKeys keys;
    private final Map<String, Group> keysUnderWay = new HashMap<>();
    private final Deque<Group> groups = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long next;
    private long bytes;
    private long bytesUnderWay;
    private boolean isWriting;
    private boolean isClosed;
    private @Nullable Throwable failure;

    /**
     * How much the log keeps.
     *
     * @param logBytes of records that wait, before no more are taken
     * @param keys of requests that are remembered
     * @param purgedFiles so many files that are not needed any more are deleted together
     */
    record Limits(long logBytes, int keys, int purgedFiles) {
        static final int KEYS = 10_000;
        static final int PURGED_FILES = 16;

        /** A file must leave room for others: the newest one always stays. */
        static final int FILES_MIN = 4;

        static Limits of(long logBytes) {
            return new Limits(logBytes, KEYS, PURGED_FILES);
        }

        long fileBytes() {
            return logBytes / FILES_MIN;
        }
    }

    /** A file. */
    private record Stored(long count, long bytes, List<String> keys) {}

    /** What is to be in one file. */
    private static final class Group {
        private final List<String> keys = new ArrayList<>();
        private final List<InboxFile.Entry> records = new ArrayList<>();
        private long bytes;
        private boolean isDurable;
    }

    /** What became of records that were to be appended. */
    enum Outcome {
        DURABLE,
        /** A request with this key was taken before. */
        KNOWN,
        /** There is no room: they were not taken. */
        FULL
    }

    private InboxLog(Storage storage, String sourceId, Limits limits) {
        this.storage = storage;
        this.directory = DIRECTORY + sourceId;
        this.limits = limits;
        this.keys = new RequestKeys(limits.keys());
    }

    /** Reads every byte of what is there. */
    static InboxLog open(Storage storage, String sourceId, Limits limits) {
        InboxLog log = new InboxLog(storage, sourceId, limits);
        try {
            log.load();
        } catch (IOException e) {
            throw log.unavailable("read", e);
        }
        return log;
    }

    private void load() throws IOException {
        boolean hasKeys = false;
        List<Long> firsts = new ArrayList<>();
        for (StorageEntry entry : storage.list(directory)) {
            hasKeys |= entry.name().equals(KEYS);
            if (InboxFile.isName(entry.name())) {
                firsts.add(InboxFile.firstRecord(entry.name()));
            }
        }
        if (hasKeys) {
            keys.add(new String(content(KEYS), StandardCharsets.UTF_8).lines().toList());
        }
        for (long first : firsts) {
            if (!files.isEmpty() && first != next) {
                throw InboxFile.damaged(place(), "its records " + next + " to " + (first - 1) + " are missing");
            }
            byte[] content = content(InboxFile.name(first));
            InboxFile file = InboxFile.parse(content, path(InboxFile.name(first)));
            add(first, file.records().size(), content.length, file.keys());
        }
    }

    private void add(long first, long count, long size, List<String> itsKeys) {
        files.put(first, new Stored(count, Math.max(size, FILE_BYTES_MIN), List.copyOf(itsKeys)));
        bytes += Math.max(size, FILE_BYTES_MIN);
        next = first + count;
        keys.add(itsKeys);
    }

    private byte[] content(String name) throws IOException {
        try (InputStream in = storage.read(directory + "/" + name)) {
            return in.readAllBytes();
        }
    }

    private String path(String name) {
        return place() + "/" + name;
    }

    String place() {
        return storage.root() + "/" + directory;
    }

    /** The number of the next record. */
    long next() {
        return locked(() -> next);
    }

    /** The number of the first record that is still there; empty if there is none. */
    OptionalLong first() {
        return locked(() -> files.isEmpty() ? OptionalLong.empty() : OptionalLong.of(files.firstKey()));
    }

    /** For a log that never had a record: others counted up to here. */
    void beginAt(long number) {
        locked(() -> {
            if (!files.isEmpty()) {
                throw new IllegalStateException("the log has records up to " + next + " and cannot begin at " + number);
            }
            next = number;
            return number;
        });
    }

    private <T> T locked(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes records durable, all or none; returns when they are.
     *
     * @throws IOException if nobody can tell whether they are
     */
    Outcome append(List<InboxFile.Entry> records, Optional<String> key) throws IOException {
        lock.lock();
        try {
            requireWriting();
            if (key.isPresent() && keys.has(key.get())) {
                return Outcome.KNOWN;
            }
            Group same = key.map(keysUnderWay::get).orElse(null);
            if (same != null) {
                await(same);
                return Outcome.KNOWN;
            }
            long size = sizeOf(records);
            if (bytes + bytesUnderWay + Math.max(size, FILE_BYTES_MIN) > limits.logBytes()) {
                return Outcome.FULL;
            }
            Group mine = groupFor(size);
            mine.records.addAll(records);
            mine.bytes += size;
            bytesUnderWay += size;
            key.ifPresent(text -> {
                mine.keys.add(text);
                keysUnderWay.put(text, mine);
            });
            await(mine);
            return Outcome.DURABLE;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that records take of the log. */
    static long sizeOf(List<InboxFile.Entry> records) {
        return records.stream()
                .mapToLong(record -> record.value().length + InboxFile.ENTRY_BYTES_MIN)
                .sum();
    }

    /** More at once would never find room. */
    long appendBytesMax() {
        return limits.fileBytes();
    }

    private Group groupFor(long size) {
        Group last = groups.peekLast();
        if (last != null && last.bytes + size <= limits.fileBytes()) {
            return last;
        }
        Group group = new Group();
        groups.addLast(group);
        return group;
    }

    /** Whoever waits while nobody writes, writes. */
    private void await(Group group) throws IOException {
        while (!group.isDurable) {
            requireWriting();
            if (!isWriting) {
                writeFirst();
            } else {
                awaitChange();
            }
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the callers loop
    private void awaitChange() throws InterruptedIOException {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException)
                    new InterruptedIOException("interrupted while records were written").initCause(e);
        }
    }

    /** The lock is given back while the file is written: others gather meanwhile. */
    private void writeFirst() throws IOException {
        Group group = groups.removeFirst();
        long first = next;
        isWriting = true;
        long size = 0;
        Throwable cause = null;
        lock.unlock();
        try {
            byte[] content = new InboxFile(group.keys, group.records).format();
            storage.createNew(directory + "/" + InboxFile.name(first), Content.of(content));
            size = content.length;
        } catch (IOException | RuntimeException e) {
            cause = e;
            throw e;
        } finally {
            lock.lock();
            isWriting = false;
            bytesUnderWay -= group.bytes;
            group.keys.forEach(keysUnderWay::remove);
            if (size > 0) {
                add(first, group.records.size(), size, group.keys);
                group.isDurable = true;
            } else {
                failure = cause == null ? new IllegalStateException("a write did not come to its end") : cause;
            }
            changed.signalAll();
        }
    }

    private void requireWriting() throws IOException {
        if (failure != null) {
            throw new IOException("the log of received records could not be written before", failure);
        }
        if (isClosed) {
            throw new IOException("the log of received records is closed");
        }
    }

    /** Waits until records were purged. */
    void awaitRoom() throws IOException {
        lock.lock();
        try {
            long before = bytes;
            while (bytes >= before) {
                requireWriting();
                awaitChange();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The query must end when it would wait for records that cannot come any more. */
    void requireHealthy() {
        Throwable cause = locked(() -> failure);
        if (cause != null) {
            throw unavailable("written", cause);
        }
    }

    /** The files with the records of a range, by their first record. */
    List<Long> filesOf(long first, long last) {
        return locked(() -> {
            Long from = files.floorKey(first);
            return from == null
                    ? List.of()
                    : new ArrayList<>(files.subMap(from, true, last, true).keySet());
        });
    }

    /** What a file takes of the log. */
    long bytesOf(long file) {
        return locked(() -> {
            Stored stored = files.get(file);
            return stored == null ? 0L : stored.bytes();
        });
    }

    /** The records of a file, to be read as often as a batch needs them. */
    InboxFile read(long file) throws IOException {
        return InboxFile.parse(content(InboxFile.name(file)), path(InboxFile.name(file)));
    }

    /**
     * Records up to one are not needed any more. Their files go some time later, several together; what they know of requests is kept.
     * Called by the thread of the query.
     */
    void purge(long last) {
        List<Long> gone = locked(() -> {
            List<Long> found = new ArrayList<>();
            files.headMap(last, true).forEach((first, file) -> {
                if (first + file.count() - 1 <= last && first + file.count() < next) {
                    found.add(first);
                }
            });
            return found;
        });
        boolean isMuch = gone.stream().mapToLong(this::bytesOf).sum() > limits.fileBytes() / 2;
        if (gone.isEmpty() || (gone.size() < limits.purgedFiles() && !isMuch)) {
            return;
        }
        try {
            boolean haveKeys = locked(() -> gone.stream()
                    .anyMatch(first ->
                            files.containsKey(first) && !files.get(first).keys().isEmpty()));
            if (haveKeys) {
                String all = String.join("\n", locked(keys::all));
                storage.replace(directory + "/" + KEYS, Content.of(all));
            }
            for (long first : gone) {
                storage.delete(directory + "/" + InboxFile.name(first));
                removed(first);
            }
        } catch (IOException e) {
            throw unavailable("purged", e);
        }
    }

    private void removed(long first) {
        locked(() -> {
            Stored stored = files.remove(first);
            bytes -= stored == null ? 0 : stored.bytes();
            changed.signalAll();
            return first;
        });
    }

    /** No more is appended from now on. */
    void close() {
        locked(() -> {
            isClosed = true;
            changed.signalAll();
            return isClosed;
        });
    }

    private PawlException unavailable(String done, Throwable cause) {
        return new PawlException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "The log of received records at " + place() + " cannot be " + done + ": " + cause.getMessage() + ".",
                cause);
    }
}
