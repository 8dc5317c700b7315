package dev.pawl.engine.exchange;

import dev.pawl.checkpoint.storage.ScratchFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order of the bytes of their keys, those of one key in the order they came in: so the rows of a key come one after the
 * other. What does not fit into memory is sorted in runs on disk, which are merged.
 */
public final class SortedRows implements AutoCloseable {
    /** So much is held before a run is written. */
    private static final int BYTES_MAX = 16 << 20;

    private static final int BYTES_FIRST = 4 << 10;
    /** What of a run is in memory while it is merged. */
    private static final int BLOCK_BYTES = 256 << 10;

    private static final int HEADER = 2 * Integer.BYTES;

    private final int bytesMax;
    private byte[] held = new byte[BYTES_FIRST];
    private int length;
    private int[] records = new int[BYTES_FIRST / HEADER];
    private int count;
    private final List<Run> runs = new ArrayList<>();
    private @Nullable ScratchFile file;

    public SortedRows() {
        this(BYTES_MAX);
    }

    SortedRows(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Where the blocks of a run are. */
    private record Run(List<long[]> blocks) {}

    public boolean isEmpty() {
        return count == 0 && runs.isEmpty();
    }

    /** Copies both. */
    public void add(UnsafeRow key, UnsafeRow row) throws IOException {
        add(key.getBytes(), row.getBytes());
    }

    /** Takes in any key and any row. */
    public void add(byte[] key, byte[] row) throws IOException {
        long needed = (long) HEADER + key.length + row.length;
        if (length > 0 && length + needed > bytesMax) {
            writeRun();
        }
        long all = length + needed;
        if (all > held.length) {
            held = Arrays.copyOf(held, Math.toIntExact(Math.max(all, Math.min(2L * held.length, bytesMax))));
        }
        if (count == records.length) {
            records = Arrays.copyOf(records, Math.max(HEADER, 2 * count));
        }
        records[count++] = length;
        putInt(held, length, key.length);
        putInt(held, length + Integer.BYTES, row.length);
        System.arraycopy(key, 0, held, length + HEADER, key.length);
        System.arraycopy(row, 0, held, length + HEADER + key.length, row.length);
        length = Math.toIntExact(all);
    }

    private static void putInt(byte[] bytes, int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> (Byte.SIZE * i));
        }
    }

    private static int intAt(byte[] bytes, int at) {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value |= (bytes[at + i] & 0xff) << (Byte.SIZE * i);
        }
        return value;
    }

    private static int compare(byte[] a, int aRecord, byte[] b, int bRecord) {
        int aFrom = aRecord + HEADER;
        int bFrom = bRecord + HEADER;
        return Arrays.compareUnsigned(a, aFrom, aFrom + intAt(a, aRecord), b, bFrom, bFrom + intAt(b, bRecord));
    }

    private static int size(byte[] bytes, int record) {
        return HEADER + intAt(bytes, record) + intAt(bytes, record + Integer.BYTES);
    }

    /** Merge sort: it leaves what is equal in its order. */
    private void sort() {
        int[] from = Arrays.copyOf(records, count);
        int[] to = records;
        for (int width = 1; width < count; width *= 2) {
            for (int start = 0; start < count; start += 2 * width) {
                merge(from, to, start, Math.min(start + width, count), Math.min(start + 2 * width, count));
            }
            int[] swapped = from;
            from = to;
            to = swapped;
        }
        records = from;
    }

    private void merge(int[] from, int[] to, int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++) {
            boolean isLeft = left < middle && (right >= end || compare(held, from[left], held, from[right]) <= 0);
            to[at] = isLeft ? from[left++] : from[right++];
        }
    }

    private void writeRun() throws IOException {
        sort();
        if (file == null) {
            file = ScratchFile.create();
        }
        List<long[]> blocks = new ArrayList<>();
        byte[] block = new byte[BLOCK_BYTES];
        int used = 0;
        for (int i = 0; i < count; i++) {
            int size = size(held, records[i]);
            if (used > 0 && used + size > block.length) {
                blocks.add(new long[] {file.append(block, used), used});
                used = 0;
            }
            if (size > block.length) {
                block = new byte[size];
            }
            System.arraycopy(held, records[i], block, used, size);
            used += size;
        }
        blocks.add(new long[] {file.append(block, used), used});
        runs.add(new Run(blocks));
        length = 0;
        count = 0;
    }

    /** Everything in order; nothing is added any more. */
    public Cursor sorted() throws IOException {
        if (runs.isEmpty()) {
            sort();
            return new Cursor(List.of(new Source(0, held, count)));
        }
        if (count > 0) {
            writeRun();
        }
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            sources.add(new Source(i, runs.get(i)));
        }
        return new Cursor(sources);
    }

    /** Ready for others; memory that is not too much is kept. */
    public void clear() throws IOException {
        length = 0;
        count = 0;
        runs.clear();
        if (file != null) {
            file.close();
            file = null;
        }
    }

    @Override
    public void close() throws IOException {
        clear();
    }

    /** What is held, or a run on disk. */
    private final class Source {
        private final int number;
        private final List<long[]> blocks;
        private byte[] bytes;
        private int block = -1;
        private int blockLength;
        private int record;
        private int next;
        private final int left;

        Source(int number, byte[] held, int left) {
            this.number = number;
            this.blocks = List.of();
            this.bytes = held;
            this.left = left;
        }

        Source(int number, Run run) {
            this.number = number;
            this.blocks = run.blocks();
            this.bytes = new byte[0];
            this.left = 0;
        }

        boolean advance() throws IOException {
            if (blocks.isEmpty()) {
                if (next == left) {
                    return false;
                }
                record = records[next++];
                return true;
            }
            record = next;
            if (block < 0 || record == blockLength) {
                if (++block == blocks.size() || file == null) {
                    return false;
                }
                blockLength = (int) blocks.get(block)[1];
                bytes = file.read(blocks.get(block)[0], blockLength);
                record = 0;
            }
            next = record + size(bytes, record);
            return true;
        }
    }

    /** Walks over the rows; starts before the first. */
    public static final class Cursor {
        private final PriorityQueue<Source> waiting = new PriorityQueue<>((a, b) -> {
            int order = compare(a.bytes, a.record, b.bytes, b.record);
            return order != 0 ? order : Integer.compare(a.number, b.number);
        });
        private @Nullable Source current;

        private Cursor(List<Source> sources) throws IOException {
            for (Source source : sources) {
                if (source.advance()) {
                    waiting.add(source);
                }
            }
        }

        /** False at the end. */
        public boolean next() throws IOException {
            if (current != null && current.advance()) {
                waiting.add(current);
            }
            current = waiting.poll();
            return current != null;
        }

        private Source current() {
            if (current == null) {
                throw new IllegalStateException("there is no row here");
            }
            return current;
        }

        public byte[] key() {
            Source at = current();
            int from = at.record + HEADER;
            return Arrays.copyOfRange(at.bytes, from, from + intAt(at.bytes, at.record));
        }

        public byte[] row() {
            Source at = current();
            int from = at.record + HEADER + intAt(at.bytes, at.record);
            return Arrays.copyOfRange(at.bytes, from, from + intAt(at.bytes, at.record + Integer.BYTES));
        }

        /** Whether the row here has this key. */
        public boolean hasKey(byte[] key) {
            Source at = current();
            int from = at.record + HEADER;
            return Arrays.equals(at.bytes, from, from + intAt(at.bytes, at.record), key, 0, key.length);
        }
    }
}
