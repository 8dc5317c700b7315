package dev.pawl.checkpoint.gap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.SimulatedStorage;
import dev.pawl.checkpoint.storage.SmallFile;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gaps as they are written, found again, told again, and too many to be told one by one. */
class GapLogTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Storage storage = new SimulatedStorage().open();
    private final GapLog log = new GapLog(storage);

    private static Gap gap(String part, GapRange range, long batchId) {
        return new Gap("0", part, range, NOON, "Kafka aged them out.", OptionalLong.of(batchId));
    }

    private String file() {
        try {
            return new String(SmallFile.read(storage, GapLog.PATH), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(byte[] bytes) throws IOException {
        storage.replace(GapLog.PATH, Content.of(bytes));
    }

    @Test
    void isALineOfJsonForEachGap() {
        assertThat(log.gaps()).isEmpty();
        List<Gap> gaps = List.of(
                gap("orders-3", GapRange.of(100, 250), 7),
                new Gap(
                        "1",
                        "/data/a \"table\"\nnamed so",
                        GapRange.of("v3", "v7"),
                        NOON,
                        "Its log was vacuumed.",
                        OptionalLong.empty()),
                gap("orders-4", GapRange.from(Long.MAX_VALUE), 8),
                gap("orders-4", GapRange.from("reset"), 8));

        log.append(gaps);

        assertThat(log.gaps()).isEqualTo(gaps);
        assertThat(file().lines().toList())
                .hasSize(4)
                .startsWith(
                        "{\"source\":\"0\",\"part\":\"orders-3\",\"from\":100,\"to\":250,\"batchId\":7,"
                                + "\"when\":\"2026-01-01T12:00:00Z\",\"why\":\"Kafka aged them out.\"}",
                        "{\"source\":\"1\",\"part\":\"/data/a \\\"table\\\"\\nnamed so\",\"from\":\"v3\",\"to\":\"v7\","
                                + "\"when\":\"2026-01-01T12:00:00Z\",\"why\":\"Its log was vacuumed.\"}");
    }

    @Test
    void aBatchThatIsRunAgainTellsEachGapOnce() {
        log.append(List.of(gap("a-0", GapRange.of(0, 10), 3), gap("a-1", GapRange.of(0, 10), 3)));
        String before = file();

        Gap later =
                new Gap("0", "a-0", GapRange.of(0, 10), NOON.plusSeconds(60), "Said otherwise.", OptionalLong.of(3));
        log.append(List.of(later));
        assertThat(file()).as("the same gap").isEqualTo(before);

        log.append(List.of(gap("a-0", GapRange.of(0, 15), 3)));
        assertThat(log.gaps())
                .as("a gap that grew until the batch was run again")
                .containsExactly(gap("a-1", GapRange.of(0, 10), 3), gap("a-0", GapRange.of(0, 15), 3));

        log.append(List.of(gap("a-0", GapRange.of(0, 15), 4)));
        assertThat(log.gaps()).as("the same offsets of another topic").hasSize(3);
    }

    @Test
    void tooManyAreFoldedByPart() {
        List<Gap> many = new ArrayList<>();
        for (int i = 0; i < GapLog.GAPS_MAX; i++) {
            many.add(gap("a-" + i % 2, GapRange.of(10L * i, 10L * i + 5), i));
        }
        log.append(many);
        assertThat(log.gaps()).isEqualTo(many);

        Gap last = gap("a-0", GapRange.of(1_000_000, 1_000_001), 5_000);
        log.append(List.of(last));

        List<Gap> gaps = log.gaps();
        int half = GapLog.GAPS_MAX / 2;
        assertThat(gaps).hasSize(2 + half + 1).endsWith(last);
        assertThat(gaps.subList(2, 2 + half)).isEqualTo(many.subList(half, 2 * half));
        assertThat(gaps.get(0).range()).isEqualTo(GapRange.of(0, 10L * (half - 2) + 5));
        assertThat(gaps.get(1).range()).isEqualTo(GapRange.of(10, 10L * (half - 1) + 5));
        assertThat(gaps.get(0).why())
                .isEqualTo("Several gaps, told in one line because there were so many; rows between them were read."
                        + " The last: Kafka aged them out.");
    }

    @Test
    void gapsOfTheBatchThatRunsAreNeverFolded() {
        List<Gap> many = new ArrayList<>();
        for (int i = 0; i <= GapLog.GAPS_MAX; i++) {
            many.add(gap("a-" + i, GapRange.of(0, 5), 9));
        }
        log.append(many);
        log.append(many);

        assertThat(log.gaps()).isEqualTo(many);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "[]",
                "{\"source\":\"0\"}",
                "{\"source\":0,\"part\":\"a\",\"from\":1,\"when\":\"2026-01-01T12:00:00Z\",\"why\":\"w\"}",
                "{\"source\":\"0\",\"part\":\"\",\"from\":1,\"when\":\"2026-01-01T12:00:00Z\",\"why\":\"w\"}",
                "{\"source\":\"0\",\"part\":\"a\",\"from\":1.5,\"when\":\"2026-01-01T12:00:00Z\",\"why\":\"w\"}",
                "{\"source\":\"0\",\"part\":\"a\",\"from\":99999999999999999999,\"when\":\"2026-01-01T12:00:00Z\",\"why\":\"w\"}",
                "{\"source\":\"0\",\"part\":\"a\",\"from\":{},\"when\":\"2026-01-01T12:00:00Z\",\"why\":\"w\"}",
                "{\"source\":\"0\",\"part\":\"a\",\"from\":1,\"to\":null,\"when\":\"2026-01-01T12:00:00Z\",\"why\":\"w\"}",
                "{\"source\":\"0\",\"part\":\"a\",\"from\":1,\"when\":\"yesterday\",\"why\":\"w\"}",
                "{\"source\":\"0\",\"part\":\"a\",\"from\":1,\"when\":\"2026-01-01T12:00:00Z\",\"why\":\"w\",\"batchId\":-1}",
                "{\"source\":\"0\",\"part\":\"a\",\"from\":1,\"when\":\"2026-01-01T12:00:00Z\",\"why\":\"w\",\"more\":1}"
            })
    void whatIsNoGapIsRefused(String line) throws IOException {
        log.append(List.of(gap("a-0", GapRange.of(0, 10), 3)));
        write((file() + line + "\n").getBytes(StandardCharsets.UTF_8));
        String before = file();

        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(log::gaps)
                .withMessageStartingWith(
                        "[GAP_LOG_CORRUPT] File pawl/gaps.jsonl below /checkpoint is damaged in line 2: expected")
                .withMessageEndingWith(
                        "Restore the file from a backup, or move it away: it tells which rows were declared lost, and"
                                + " no query needs it to go on.");
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.append(List.of(gap("a-0", GapRange.of(20, 30), 4))))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.GAP_LOG_CORRUPT));
        assertThat(file()).as("what is damaged is not written over").isEqualTo(before);
    }

    @Test
    void anyDamageIsReadOrNamed() throws IOException {
        log.append(List.of(gap("a-0", GapRange.of(0, 10), 3), gap("a-1", GapRange.of("x", "y"), 4)));
        byte[] whole = file().getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int i = 0; i < whole.length; i++) {
            write(Arrays.copyOf(whole, i));
            refused += refusals();
            for (int mask : new int[] {0x01, 0x10, 0x80, 0xff}) {
                byte[] flipped = whole.clone();
                flipped[i] ^= (byte) mask;
                write(flipped);
                refused += refusals();
            }
        }
        // cut between two lines, or before the first, it is a shorter log
        assertThat(refused).isGreaterThan(3 * whole.length);
    }

    private int refusals() {
        try {
            assertThat(log.gaps()).isNotNull();
            return 0;
        } catch (PawlException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.GAP_LOG_CORRUPT);
            assertThat(e.what()).contains(GapLog.PATH);
            return 1;
        }
    }
}
