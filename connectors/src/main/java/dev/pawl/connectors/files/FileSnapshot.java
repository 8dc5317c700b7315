package dev.pawl.connectors.files;

import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import java.util.ArrayList;
import java.util.List;

/** The files there are when asked. */
final class FileSnapshot implements StaticSource {
    private final FileTree tree;
    private final RecordFormat format;
    private final FileTable.Readers readers;
    private final ModifiedTimes times;

    FileSnapshot(FileTree tree, RecordFormat format, FileTable.Readers readers, ModifiedTimes times) {
        this.tree = tree;
        this.format = format;
        this.readers = readers;
        this.times = times;
    }

    @Override
    public List<Split> splits() {
        List<FoundFile> files = new ArrayList<>(tree.list());
        files.removeIf(file -> file.size() == 0 || !times.has(file.modifiedMs()));
        files.sort(FileStream.OLDEST_FIRST);
        long total = files.stream().mapToLong(FoundFile::size).sum();
        long splitBytes = SplitPacking.splitBytes(total, files.size());
        List<SplitPacking.Sized> parts = new ArrayList<>();
        for (FoundFile file : files) {
            FileContent content = tree.content(file.place());
            FilePart whole = FilePart.whole(content, file.partitions(), FileVersion.ANY);
            parts.addAll(SplitPacking.cut(whole, file.size(), format.isSplittable(content), splitBytes));
        }
        TableReader reader =
                readers.of(files.stream().map(FoundFile::partitions).toList());
        return SplitPacking.pack(parts, splitBytes, reader);
    }

    @Override
    public void close() {
        tree.close();
    }
}
