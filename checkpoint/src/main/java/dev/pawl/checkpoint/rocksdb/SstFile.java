package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One open table file: its directory is read, its entries are walked over by an {@link SstCursor}. */
final class SstFile implements Closeable {
    private static final String PROPERTIES = "rocksdb.properties";
    private static final String RANGE_DELETIONS = "rocksdb.range_del";
    private static final String INDEX = "rocksdb.index";
    private static final String DICTIONARY = "rocksdb.compression_dict";

    private final RandomAccess in;
    private final BlockReader reader;
    private final SstProperties properties;
    private final BlockHandle index;
    private final List<RangeDeletion> rangeDeletions;

    private SstFile(
            RandomAccess in,
            BlockReader reader,
            SstProperties properties,
            BlockHandle index,
            List<RangeDeletion> rangeDeletions) {
        this.in = in;
        this.reader = reader;
        this.properties = properties;
        this.index = index;
        this.rangeDeletions = rangeDeletions;
    }

    /** @param size how long the file must be */
    static SstFile open(Storage storage, String path, long size) {
        SstPath file = SstPath.of(storage, path);
        try {
            RandomAccess in = storage.open(path);
            try {
                file.checkSize(size, in.size());
                return read(in, file);
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    SstPath path() {
        return reader.file();
    }

    SstCursor cursor() {
        return new SstCursor(reader, properties, index);
    }

    List<RangeDeletion> rangeDeletions() {
        return rangeDeletions;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static SstFile read(RandomAccess in, SstPath file) throws IOException {
        SstFooter footer = SstFooter.read(in, file);
        BlockReader reader = new BlockReader(in, footer, file);
        Map<String, BlockHandle> directory = directory(reader.read(footer.metaindex()));
        if (directory.containsKey(DICTIONARY)) {
            throw file.unsupported("a compression dictionary");
        }
        SstProperties properties = SstProperties.parse(reader.read(listed(directory, PROPERTIES, file)));
        BlockHandle index = footer.index() == null ? listed(directory, INDEX, file) : footer.index();
        BlockHandle deletions = directory.get(RANGE_DELETIONS);
        return new SstFile(in, reader, properties, index, rangeDeletions(reader, properties, deletions));
    }

    private static List<RangeDeletion> rangeDeletions(
            BlockReader reader, SstProperties properties, @Nullable BlockHandle block) throws IOException {
        List<RangeDeletion> deletions = block == null ? List.of() : RangeDeletion.parse(reader.read(block));
        if (deletions.size() != properties.rangeDeletions()) {
            throw reader.file()
                    .damaged("its properties say " + properties.rangeDeletions() + " range deletions, it has "
                            + deletions.size());
        }
        return deletions;
    }

    private static Map<String, BlockHandle> directory(BlockContent metaindex) {
        Map<String, BlockHandle> directory = new HashMap<>();
        BlockEntries entries = new BlockEntries(metaindex);
        while (entries.next()) {
            directory.put(
                    new String(entries.key(), 0, entries.keyLength(), StandardCharsets.UTF_8),
                    entries.valueInput().handle());
        }
        return directory;
    }

    private static BlockHandle listed(Map<String, BlockHandle> directory, String name, SstPath file) {
        BlockHandle handle = directory.get(name);
        if (handle == null) {
            throw file.damaged("its directory does not list " + name);
        }
        return handle;
    }
}
