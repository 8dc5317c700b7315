package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.RawDecoder;
import dev.pawl.engine.source.ReadBack;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import dev.pawl.engine.source.WrittenTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Files of one format as a table: the columns of the files, then those of the directories. */
final class FileTable implements SourceTable {
    private final RecordFormat format;
    private final FileSettings settings;
    private final Outside outside;
    private final boolean hasUserColumns;
    private final StructType fileColumns;
    private final PartitionColumns partitions;

    private FileTable(
            RecordFormat format,
            FileSettings settings,
            Outside outside,
            boolean hasUserColumns,
            StructType fileColumns,
            PartitionColumns partitions) {
        this.format = format;
        this.settings = settings;
        this.outside = outside;
        this.hasUserColumns = hasUserColumns;
        this.fileColumns = fileColumns;
        this.partitions = partitions;
    }

    static FileTable define(RecordFormat format, FileSettings settings, Optional<StructType> user, Outside outside) {
        try (FileTree tree = new FileTree(settings, outside)) {
            tree.requireExistence();
            List<FoundFile> files = new ArrayList<>(tree.list());
            files.removeIf(file -> !settings.times().has(file.modifiedMs()));
            boolean infersTypes = SQLConf.get().partitionColumnTypeInferenceEnabled();
            List<String> directories = files.stream().map(FoundFile::partitions).toList();
            PartitionColumns partitions = PartitionColumns.of(directories, user, infersTypes);
            StructType columns =
                    without(partitions, fileColumns(format, user, files, tree)).asNullable();
            format.check(columns);
            boolean isKnown = user.isPresent() || format.fixedColumns().isPresent();
            return new FileTable(format, settings, outside, isKnown, columns, partitions);
        }
    }

    /** What a query writes, which is known before the first of its files is there. */
    static FileTable ofTarget(RecordFormat format, FileSettings settings, WrittenTable written, Outside outside) {
        PartitionColumns partitions = PartitionColumns.of(written.columns(), written.partitionColumns());
        StructType columns = without(partitions, written.columns()).asNullable();
        return new FileTable(format, settings.ofTarget(), outside, true, columns, partitions);
    }

    /** How each format reads what its sink writes: with the options that it was written with. */
    static Optional<ReadBack> readBack(
            WrittenTable written, OptionNames names, Function<Options, RecordFormat> format, Outside outside) {
        Options reading = written.readingOptions(names.and("path"));
        return Optional.of(new ReadBack(
                written.columns(), () -> ofTarget(format.apply(reading), FileSettings.of(reading), written, outside)));
    }

    private static StructType fileColumns(
            RecordFormat format, Optional<StructType> user, List<FoundFile> files, FileTree tree) {
        Optional<StructType> known = user.or(format::fixedColumns);
        if (known.isPresent()) {
            return known.get();
        }
        List<FileContent> contents = new ArrayList<>();
        files.stream()
                .sorted(FileStream.OLDEST_FIRST)
                .filter(file -> file.size() > 0)
                .forEach(file -> contents.add(tree.content(file.place())));
        try {
            StructType inferred = format.infer(contents);
            if (inferred.isEmpty()) {
                throw new PawlException(
                        ErrorCode.UNABLE_TO_INFER_SCHEMA,
                        "Unable to infer schema for " + format.name() + " at " + tree.description()
                                + ". It must be specified manually.");
            }
            return inferred;
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.SOURCE_UNAVAILABLE, "The files of " + tree.description() + " cannot be read.", e);
        }
    }

    private static StructType without(PartitionColumns partitions, StructType columns) {
        List<StructField> kept = Arrays.stream(columns.fields())
                .filter(field -> !partitions.contains(field.name()))
                .toList();
        return DataTypes.createStructType(kept);
    }

    @Override
    public Optional<SourceKind> kind() {
        return Optional.of(SourceKind.FILE);
    }

    @Override
    public StructType columns() {
        List<StructField> all = new ArrayList<>(Arrays.asList(fileColumns.fields()));
        all.addAll(Arrays.asList(partitions.columns().fields()));
        return DataTypes.createStructType(all);
    }

    @Override
    public StructType hiddenColumns() {
        return FileMetadata.besides(columns());
    }

    @Override
    public StreamSource openStream(StreamScope scope) {
        settings.requireFitForStreams();
        if (!hasUserColumns) {
            throw new PawlException(
                    ErrorCode.STREAMING_SOURCE_SCHEMA_MISSING,
                    "Schema must be specified when creating a streaming source DataFrame. If some files already exist in"
                            + " the directory, then depending on the file format you may be able to create a static"
                            + " DataFrame on that directory and infer schema from it. Source: " + settings.path()
                            + " (" + format.name() + ").");
        }
        Readers readers = readers(scope.required());
        return new FileStream(new FileTree(settings, outside), format, settings, readers, scope, outside);
    }

    @Override
    public StaticSource openStatic(StructType required) {
        return new FileSnapshot(new FileTree(settings, outside), format, readers(required), settings.times());
    }

    /** How files are read that lie in some directories. */
    interface Readers {
        TableReader of(List<String> directories);
    }

    /** Of columns that the user gave some may be those of directories that were not there when the table was defined. */
    private Readers readers(StructType required) {
        TableReader known = reader(required);
        boolean mayFind = hasUserColumns && partitions.columns().isEmpty();
        return directories -> {
            if (!mayFind || directories.stream().allMatch(String::isEmpty)) {
                return known;
            }
            PartitionColumns found = PartitionColumns.of(directories, Optional.of(fileColumns), false);
            return TableReader.of(format, settings, without(found, fileColumns), found, required);
        };
    }

    @Override
    public Optional<RawDecoder> rawDecoder(StructType required) {
        return format.lineEnd().map(end -> new KeptLines(reader(required), end));
    }

    private TableReader reader(StructType required) {
        return TableReader.of(format, settings, fileColumns, partitions, required);
    }
}
