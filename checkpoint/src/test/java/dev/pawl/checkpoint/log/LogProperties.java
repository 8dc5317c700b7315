package dev.pawl.checkpoint.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What is written is read back, whatever it is. */
class LogProperties {
    @Provide
    Arbitrary<SourceOffset> offsets() {
        return Arbitraries.oneOf(
                Arbitraries.just(SourceOffset.NONE),
                Arbitraries.longs().map(number -> new SourceOffset(Long.toString(number))),
                Combinators.combine(Arbitraries.strings().alpha().ofMinLength(1), Arbitraries.longs())
                        .as((topic, offset) -> new SourceOffset("{\"" + topic + "\":{\"0\":" + offset + "}}")));
    }

    @Provide
    Arbitrary<OffsetMetadata> metadata() {
        Arbitrary<Map<String, String>> confs =
                Arbitraries.maps(Arbitraries.strings(), Arbitraries.strings()).ofMaxSize(5);
        Arbitrary<UnknownFields> unknown = Arbitraries.maps(
                        Arbitraries.strings().alpha().ofMinLength(1).map(name -> "x" + name),
                        Arbitraries.of("1", "null", "{\"a\":[1,\"b\"]}", "\"text\"", "1.5"))
                .ofMaxSize(3)
                .map(UnknownFields::new);
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), confs, unknown)
                .as((watermark, timestamp, conf, fields) ->
                        new OffsetMetadata(watermark, timestamp, new RecordedConfs(conf).completed(Map.of()), fields));
    }

    @Provide
    Arbitrary<Map<Long, List<List<String>>>> stateUniqueIds() {
        Arbitrary<String> ids =
                Arbitraries.strings().alpha().numeric().withChars('-').ofMinLength(1);
        Arbitrary<List<List<String>>> partitions =
                ids.list().ofMaxSize(4).list().ofMaxSize(5);
        return Arbitraries.maps(Arbitraries.longs().between(0, Long.MAX_VALUE - 1), partitions)
                .ofMaxSize(3);
    }

    @Property(tries = 300)
    void offsetsRoundTrip(
            @ForAll("metadata") OffsetMetadata metadata, @ForAll List<@From("offsets") SourceOffset> offsets) {
        OffsetLog log = new OffsetLog(new FakeStorage());
        OffsetEntry first = OffsetEntry.of(7, metadata, offsets);
        Map<String, SourceOffset> byId = new LinkedHashMap<>(first.offsets());
        byId.remove("0");
        OffsetEntry second = new OffsetEntry(8, 2, Optional.of(metadata), byId);
        log.append(first);
        log.append(second);
        assertThat(log.entry(7)).isEqualTo(first);
        assertThat(log.entry(8)).isEqualTo(second);
    }

    @Property(tries = 300)
    void commitsRoundTrip(@ForAll long watermark, @ForAll("stateUniqueIds") Map<Long, List<List<String>>> operators) {
        CommitLog log = new CommitLog(new FakeStorage());
        log.append(CommitEntry.v2(0, watermark, operators));
        log.append(CommitEntry.v1(1, watermark));
        assertThat(log.entry(0)).isEqualTo(CommitEntry.v2(0, watermark, operators));
        assertThat(log.entry(1)).isEqualTo(CommitEntry.v1(1, watermark));
    }

    @Property(tries = 200)
    void aCompactedLogHoldsEveryEntryOnce(
            @ForAll @IntRange(min = 1, max = 7) int interval,
            @ForAll @IntRange(min = 1, max = 9) int retained,
            @ForAll @IntRange(min = 1, max = 7) int laterInterval,
            @ForAll @IntRange(min = 0, max = 40) int last) {
        FakeStorage storage = new FakeStorage();
        List<SourceFile> expected = new ArrayList<>();
        for (long id = 0; id <= last; id++) {
            int configured = id < last / 2 ? interval : laterInterval;
            FileSourceLog log =
                    new FileSourceLog(storage, "0", new CompactionPolicy(configured, retained, Duration.ZERO));
            SourceFile file = new SourceFile("file:///\u00e9 " + id, -id, id);
            expected.add(file);
            log.append(id, List.of(file));
            log.purge(id, Instant.ofEpochMilli(Integer.MAX_VALUE));
        }
        FileSourceLog log = new FileSourceLog(storage, "0", CompactionPolicy.DEFAULT);
        List<SourceFile> seen = new ArrayList<>();
        log.visitFilesUpTo(last, seen::add);
        assertThat(seen).isEqualTo(expected);
        assertThat(log.filesBetween(-1, last)).isEqualTo(expected);
        long firstRetained = Math.max(0, last + 1 - retained);
        assertThat(log.ids())
                .containsAll(LongStream.rangeClosed(firstRetained, last).boxed().toList());
    }
}
