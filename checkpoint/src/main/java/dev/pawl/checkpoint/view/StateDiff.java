package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.state.HashRange;
import java.io.IOException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what differs between two versions of a view, in memory that does not grow with the state.
 *
 * <p>Each version is read once to find the buckets of keys that differ, then again to compare the keys in those. Where the
 * older values of these take too much memory, this is repeated for one range of key hashes after the other.
 */
public final class StateDiff {
    public static final long HELD_BYTES_MAX_DEFAULT = 32 << 20;

    /** Objects, headers and the table of the map, about. */
    private static final int ENTRY_BYTES = 180;

    private final StateView view;
    private final long from;
    private final long to;
    private final ZoneId zone;
    private final long heldBytesMax;

    /**
     * @param zone what timestamps are printed in
     * @param heldBytesMax how much memory entries may take, about
     */
    public StateDiff(StateView view, long from, long to, ZoneId zone, long heldBytesMax) {
        this.view = view;
        this.from = from;
        this.to = to;
        this.zone = zone;
        this.heldBytesMax = heldBytesMax;
    }

    /** Compares one partition; entries of which the view shows nothing that differs are passed over. */
    public void compare(long partition, DifferenceListener listener) {
        EntryDigests digests = new EntryDigests();
        try {
            try (ViewCursor older = rows(partition, from)) {
                while (older.nextEntry()) {
                    digests.add(digests.hash(older.keyRow()), older.storedValue());
                }
            }
            try (ViewCursor newer = rows(partition, to)) {
                while (newer.nextEntry()) {
                    digests.subtract(digests.hash(newer.keyRow()), newer.storedValue());
                }
            }
            if (digests.differsAnywhere()) {
                new Comparison(partition, digests, listener).run();
            }
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    view.where(partition, from) + " or " + to + " cannot be closed: " + e.getMessage() + ".",
                    e);
        }
    }

    private ViewCursor rows(long partition, long version) {
        return view.rows(partition, version, zone);
    }

    /** The entries of one partition that are in buckets that differ. */
    private final class Comparison {
        private final long partition;
        private final EntryDigests digests;
        private final DifferenceListener listener;
        private final EntryPrinter oldPrinter;
        private final EntryPrinter newPrinter;
        private final Map<Bytes, Bytes> held = new HashMap<>();
        private HashRange range = HashRange.ALL;
        private long heldBytes;

        Comparison(long partition, EntryDigests digests, DifferenceListener listener) {
            this.partition = partition;
            this.digests = digests;
            this.listener = listener;
            this.oldPrinter = printer(from);
            this.newPrinter = printer(to);
        }

        private EntryPrinter printer(long version) {
            return new EntryPrinter(
                    view.rowReader(view.format(partition, version), zone),
                    view.shape().values());
        }

        void run() throws IOException {
            while (true) {
                holdOlder();
                compareNewer();
                for (Map.Entry<Bytes, Bytes> gone : held.entrySet()) {
                    report(gone.getKey(), gone.getValue(), null);
                }
                if (range.isLast()) {
                    return;
                }
                range = range.next();
            }
        }

        private void holdOlder() throws IOException {
            held.clear();
            heldBytes = 0;
            try (ViewCursor older = rows(partition, from)) {
                while (older.nextEntry()) {
                    if (concerns(digests.hash(older.keyRow()))) {
                        Bytes key = Bytes.wrap(older.keyRow());
                        held.put(key, older.storedValue());
                        heldBytes +=
                                ENTRY_BYTES + key.length() + older.storedValue().length();
                        while (heldBytes > heldBytesMax && range.canHalve()) {
                            cut();
                        }
                    }
                }
            }
        }

        private boolean concerns(long hash) {
            return digests.differs(hash) && range.contains(EntryDigests.range(hash));
        }

        private void cut() {
            range = range.lowerHalf();
            Iterator<Map.Entry<Bytes, Bytes>> entries = held.entrySet().iterator();
            while (entries.hasNext()) {
                Map.Entry<Bytes, Bytes> entry = entries.next();
                long hash = digests.hash(entry.getKey().shared());
                if (!range.contains(EntryDigests.range(hash))) {
                    heldBytes -= ENTRY_BYTES
                            + entry.getKey().length()
                            + entry.getValue().length();
                    entries.remove();
                }
            }
        }

        private void compareNewer() throws IOException {
            try (ViewCursor newer = rows(partition, to)) {
                while (newer.nextEntry()) {
                    if (concerns(digests.hash(newer.keyRow()))) {
                        Bytes key = Bytes.wrap(newer.keyRow());
                        Bytes older = held.remove(key);
                        if (older == null || !older.equals(newer.storedValue())) {
                            report(key, older, newer.storedValue());
                        }
                    }
                }
            }
        }

        private void report(Bytes key, @Nullable Bytes older, @Nullable Bytes newer) {
            String fromJson = json(oldPrinter, from, older);
            String toJson = json(newPrinter, to, newer);
            if (older != null && newer != null && fromJson.equals(toJson)) {
                return;
            }
            Difference.Kind kind = older == null
                    ? Difference.Kind.ADDED
                    : newer == null ? Difference.Kind.REMOVED : Difference.Kind.CHANGED;
            EntryPrinter printer = newer == null ? oldPrinter : newPrinter;
            try {
                listener.differs(new Difference(
                        kind,
                        partition,
                        printer.keys(key.shared()),
                        EntryPrinter.present(fromJson),
                        EntryPrinter.present(toJson)));
            } catch (RowProblem e) {
                throw damaged(newer == null ? from : to, e);
            }
        }

        private String json(EntryPrinter printer, long version, @Nullable Bytes value) {
            try {
                return value == null ? "" : printer.value(value);
            } catch (RowProblem e) {
                throw damaged(version, e);
            }
        }

        private PawlException damaged(long version, RowProblem problem) {
            return new PawlException(
                    ErrorCode.STATE_ROW_CORRUPT,
                    view.where(partition, version) + " holds a row that cannot be read: " + problem.reason() + ". "
                            + view.origin(partition, version),
                    problem);
        }
    }
}
