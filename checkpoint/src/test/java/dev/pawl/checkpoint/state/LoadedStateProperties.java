package dev.pawl.checkpoint.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.storage.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any version of any chain of files equals a map to which the same changes were applied, however little memory there is. */
class LoadedStateProperties {
    private static final String DIRECTORY = "state/0/0";

    /** One version: its changes, and whether a snapshot is written too. */
    record Step(List<Change> changes, boolean snapshot) {}

    @Property(tries = 300)
    void theHdfsProviderEqualsAMap(
            @ForAll("puts") List<Step> steps, @ForAll("budgets") long budget, @ForAll CompressionCodec codec)
            throws IOException {
        MemoryStorage storage = new MemoryStorage();
        StateFileWriter writer =
                new StateFileWriter(storage, StoreFiles.of(DIRECTORY, List.of()), codec, Checksums.none());
        List<NavigableMap<Bytes, Bytes>> states = states(steps, MergeDelimiter.COMMA);
        for (int version = 1; version <= steps.size(); version++) {
            Step step = steps.get(version - 1);
            writer.writeDelta(version, ChangeCursor.of(step.changes));
            if (step.snapshot) {
                writer.writeSnapshot(version, Rows.cursor(states.get(version)));
            }
        }

        StateLoader loader = new StateLoader(
                new StateFileReader(storage, codec), Rows.noSnapshots(), new LoadOptions(budget, MergeDelimiter.COMMA));
        StoreFiles files = StoreFiles.list(storage, DIRECTORY);
        for (int version = 0; version <= steps.size(); version++) {
            assertThat(Rows.drain(loader.load(files, StoreLayout.HDFS, version)))
                    .isEqualTo(states.get(version));
        }
    }

    @Property(tries = 300)
    void theRocksDbProviderEqualsAMap(
            @ForAll("merges") List<Step> steps, @ForAll("budgets") long budget, @ForAll MergeDelimiter delimiter)
            throws IOException {
        MemoryStorage storage = new MemoryStorage();
        StateFileWriter writer = new StateFileWriter(
                storage, StoreFiles.of(DIRECTORY, List.of()), CompressionCodec.LZ4, Checksums.none());
        List<NavigableMap<Bytes, Bytes>> states = states(steps, delimiter);
        Map<String, NavigableMap<Bytes, Bytes>> zips = new TreeMap<>();
        for (int version = 1; version <= steps.size(); version++) {
            Step step = steps.get(version - 1);
            writer.writeChangelog(version, ChangelogFormat.V2, ChangeCursor.of(step.changes));
            if (step.snapshot) {
                StateFileName zip = StateFileName.of(version, StateFileName.Kind.ZIP);
                writer.write(zip, Content.of("zip"));
                zips.put(zip.format(), states.get(version));
            }
        }

        StateLoader loader = new StateLoader(
                new StateFileReader(storage, CompressionCodec.LZ4),
                (directory, zip) -> Rows.cursor(zips.getOrDefault(zip, new TreeMap<>())),
                new LoadOptions(budget, delimiter));
        StoreFiles files = StoreFiles.list(storage, DIRECTORY);
        for (int version = 0; version <= steps.size(); version++) {
            assertThat(Rows.drain(loader.load(files, StoreLayout.ROCKSDB, version)))
                    .isEqualTo(states.get(version));
        }
    }

    @Provide
    Arbitrary<Long> budgets() {
        return Arbitraries.of(1L, 400L, 1_000L, 1L << 20);
    }

    @Provide
    Arbitrary<List<Step>> puts() {
        return steps(ChangeKind.PUT, ChangeKind.DELETE);
    }

    @Provide
    Arbitrary<List<Step>> merges() {
        return steps(ChangeKind.PUT, ChangeKind.DELETE, ChangeKind.MERGE, ChangeKind.MERGE);
    }

    private static Arbitrary<List<Step>> steps(ChangeKind... kinds) {
        Arbitrary<Bytes> keys = Arbitraries.integers().between(0, 12).map(i -> Rows.bytes("k".repeat(i)));
        Arbitrary<Bytes> values = Arbitraries.integers().between(0, 9).map(i -> Rows.bytes("v".repeat(i)));
        Arbitrary<Change> changes = Combinators.combine(Arbitraries.of(kinds), keys, values)
                .as((kind, key, value) -> new Change(kind, key, kind == ChangeKind.DELETE ? Bytes.EMPTY : value));
        Arbitrary<Boolean> snapshots = Arbitraries.integers().between(0, 4).map(dice -> dice == 0);
        return Combinators.combine(changes.list().ofMaxSize(15), snapshots)
                .as(Step::new)
                .list()
                .ofMaxSize(7);
    }

    /** The state after each version, version 0 first. */
    private static List<NavigableMap<Bytes, Bytes>> states(List<Step> steps, MergeDelimiter delimiter) {
        List<NavigableMap<Bytes, Bytes>> states = new ArrayList<>();
        NavigableMap<Bytes, Bytes> state = new TreeMap<>();
        states.add(new TreeMap<>());
        for (Step step : steps) {
            for (Change change : step.changes) {
                switch (change.kind()) {
                    case PUT -> state.put(change.key(), change.value());
                    case DELETE -> state.remove(change.key());
                    case MERGE ->
                        state.merge(change.key(), change.value(), (older, operand) -> join(older, operand, delimiter));
                }
            }
            states.add(new TreeMap<>(state));
        }
        return states;
    }

    private static Bytes join(Bytes older, Bytes operand, MergeDelimiter delimiter) {
        String text = new String(older.shared(), StandardCharsets.UTF_8)
                + (delimiter == MergeDelimiter.COMMA ? "," : "")
                + new String(operand.shared(), StandardCharsets.UTF_8);
        return Rows.bytes(text);
    }
}
