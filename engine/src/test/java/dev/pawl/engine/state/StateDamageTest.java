package dev.pawl.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.SimulatedStorage;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any one file of the state of 30 batches is lost or damaged: the result is right, or refused with what can be restored. */
class StateDamageTest {
    private static final long BATCHES = 30;
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern RESTORABLE = Pattern.compile("Batches that can be restored: ([0-9, -]+)\\.");

    private final Storage storage = new SimulatedStorage().open();
    private int passedOver;
    private int refused;

    @ParameterizedTest
    @ValueSource(strings = {StateBench.HDFS, StateBench.ROCKSDB})
    void aResultIsRightOrRefused(String provider) throws IOException {
        RecordedConfs confs = StateBench.confs(provider);
        try (StateMemory memory = StateBench.memory(Long.MAX_VALUE, Long.MAX_VALUE)) {
            write(confs, memory);
            List<String> files = files("state/0/0");
            assertThat(files).hasSizeGreaterThan(40);
            for (String file : files) {
                damage(file, confs, memory);
            }
        }
        // Of two stores: changes since the last snapshot are needed, and snapshots have others to stand in for them.
        assertThat(refused).isGreaterThan(8);
        assertThat(passedOver).isGreaterThan(1);
    }

    private void damage(String file, RecordedConfs confs, StateMemory memory) throws IOException {
        byte[] content;
        try (InputStream in = storage.read(file)) {
            content = in.readAllBytes();
        }
        storage.delete(file);
        check(file, confs, memory);
        for (int at : new int[] {0, content.length / 3, content.length / 2, content.length - 1}) {
            byte[] damaged = content.clone();
            damaged[at] ^= 0x10;
            storage.replace(file, out -> out.write(damaged));
            check(file, confs, memory);
        }
        byte[] cut = Arrays.copyOf(content, content.length / 2);
        storage.replace(file, out -> out.write(cut));
        check(file, confs, memory);
        storage.replace(file, Content.of(content));
    }

    private void check(String file, RecordedConfs confs, StateMemory memory) {
        try {
            passedOver += load(confs, memory, BATCHES);
        } catch (PawlException e) {
            refused++;
            assertThat(e.code().kind()).isEqualTo(ErrorKind.DAMAGED);
            assertThat(e.getMessage()).contains(file.substring(file.lastIndexOf('/') + 1));
            Matcher restorable = RESTORABLE.matcher(e.what());
            assertThat(restorable.find()).as(e.what()).isTrue();
            for (MatchResult batch :
                    NUMBER.matcher(restorable.group(1)).results().toList()) {
                load(confs, memory, Long.parseLong(batch.group()) + 1);
            }
        }
    }

    /** How many snapshots were passed over; what was loaded is what the batches made. */
    private int load(RecordedConfs confs, StateMemory memory, long version) {
        try (StateStores stores = open(confs, memory)) {
            LoadReport report = stores.load(version);
            for (String name : List.of(StateBench.PLAIN, StateBench.PREFIXED)) {
                assertThat(StateBench.content(stores.partition(0, 0).store(name).all()))
                        .isEqualTo(expected(version));
            }
            return report.snapshotsPassedOver();
        }
    }

    private void write(RecordedConfs confs, StateMemory memory) {
        try (StateStores stores = open(confs, memory)) {
            for (long batchId = 0; batchId < BATCHES; batchId++) {
                long now = batchId;
                StateBench.batch(storage, confs, stores, batchId, all -> {
                    PartitionState state = all.partition(0, 0);
                    for (String name : List.of(StateBench.PLAIN, StateBench.PREFIXED)) {
                        state.store(name).put(StateBench.key("k", now % 7), StateBench.text("from " + now));
                        state.store(name).remove(StateBench.key("k", (now + 3) % 7));
                    }
                    state.commit();
                });
            }
        }
    }

    private static Map<String, String> expected(long batches) {
        Map<String, String> content = new TreeMap<>();
        for (long batchId = 0; batchId < batches; batchId++) {
            content.put("k/" + batchId % 7, "from " + batchId);
            content.remove("k/" + (batchId + 3) % 7);
        }
        return content;
    }

    private StateStores open(RecordedConfs confs, StateMemory memory) {
        StateSettings settings = new StateSettings(StoreKind.MEMORY, 20, 8, Duration.ZERO);
        return StateStores.open(
                StateBench.context(storage, confs, settings, memory, StateBench.names()), StateBench.OPERATORS);
    }

    private List<String> files(String directory) throws IOException {
        List<String> files = new ArrayList<>();
        for (StorageEntry entry : storage.list(directory)) {
            String path = directory + "/" + entry.name();
            if (entry.isDirectory()) {
                files.addAll(entry.name().equals("_metadata") ? List.of() : files(path));
            } else {
                files.add(path);
            }
        }
        return files;
    }
}
