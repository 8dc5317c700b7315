package dev.pawl.interop.handover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * A Delta table that is there with many files when the query starts, and then gets commits of more files than a batch takes.
 *
 * @param files written beforehand, to be added by a line of the table's log: an append by Spark takes seconds
 */
record DeltaInput(Path table, Iterator<Path> files) implements Input {
    private static final int SNAPSHOT_FILES = 14;
    private static final int COMMIT_FILES = 4;
    private static final int FILES_PER_BATCH = 3;
    private static final int FILES_MAX = 60;
    private static final int ROWS = 2;

    static DeltaInput create(Path table, SparkSession spark) throws IOException {
        Path written = table.resolveSibling(table.getFileName() + "-files");
        spark.range(0, (long) FILES_MAX * ROWS, 1, FILES_MAX)
                .selectExpr("id", "concat('n', id) AS name")
                .write()
                .parquet(written.toString());
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(written)) {
            all.filter(file -> file.toString().endsWith(".parquet")).sorted().forEach(files::add);
        }
        Files.createDirectories(table.resolve("_delta_log"));
        return new DeltaInput(table, files.iterator());
    }

    @Override
    public Kind kind() {
        return Kind.DELTA;
    }

    @Override
    public String format() {
        return "delta";
    }

    @Override
    public Map<String, String> options() {
        return Map.of("path", table.toString(), "maxFilesPerTrigger", Integer.toString(FILES_PER_BATCH));
    }

    @Override
    public String select() {
        return "SELECT id, upper(name) AS name FROM STREAM input";
    }

    @Override
    public void add(int chunk) throws IOException {
        int count = chunk == 0 ? SNAPSHOT_FILES : chunk % 3 == 0 ? COMMIT_FILES : 0;
        List<String> commit = new ArrayList<>();
        commit.add("{'commitInfo':{'timestamp':%d,'operation':'WRITE','operationParameters':{}}}".formatted(chunk));
        if (chunk == 0) {
            commit.add("{'protocol':{'minReaderVersion':1,'minWriterVersion':2}}");
            commit.add(
                    "{'metaData':{'id':'5f1e8b1c-0000-4000-8000-000000000001','format':{'provider':'parquet','options':{}},"
                            + "'schemaString':'%s','partitionColumns':[],'configuration':{},'createdTime':0}}"
                                    .formatted(schema()));
        }
        for (int i = 0; i < count; i++) {
            Path file = files.next();
            Path moved = Files.move(file, table.resolve(file.getFileName()));
            commit.add("{'add':{'path':'%s','partitionValues':{},'size':%d,'modificationTime':%d,'dataChange':true}}"
                    .formatted(moved.getFileName(), Files.size(moved), chunk * 100L + i));
        }
        Files.write(
                table.resolve("_delta_log/%020d.json".formatted(chunk)),
                commit.stream().map(line -> line.replace('\'', '"')).toList());
    }

    private static String schema() {
        String columns = Stream.of("id long", "name string")
                .map(column -> column.split(" "))
                .map(column -> "{'name':'" + column[0] + "','type':'" + column[1] + "','nullable':true,'metadata':{}}")
                .collect(java.util.stream.Collectors.joining(","));
        return ("{'type':'struct','fields':[" + columns + "]}").replace("'", "\\'");
    }
}
