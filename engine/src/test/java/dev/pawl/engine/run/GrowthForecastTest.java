package dev.pawl.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.engine.state.StateSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrowthForecastTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private StateSize size = new StateSize(0, 0, 0, 1_000_000);
    private int asked;
    private final GrowthForecast forecast = new GrowthForecast(() -> {
        asked++;
        return size;
    });

    private Optional<StateGrowth> after(long seconds, long rows) {
        size = new StateSize(rows, 100 * rows, 200 * rows, 1_000_000);
        return forecast.at(START.plusSeconds(seconds));
    }

    @Test
    void saysWhenMemoryIsFullIfItGoesOnLikeThat() {
        assertThat(after(0, 100)).isEmpty();
        // Not again before there is time for a rate.
        assertThat(after(5, 1_000)).isEmpty();
        assertThat(asked).isEqualTo(1);
        StateGrowth growth = after(10, 200).orElseThrow();
        assertThat(growth.rowsPerHour()).isEqualTo(36_000);
        assertThat(growth.bytesPerHour()).isEqualTo(3_600_000);
        // 960,000 bytes are left, and 1,000 come each second.
        assertThat(growth.memoryFullAt()).contains(START.plusSeconds(10 + 960));
        assertThat(after(15, 9_000)).contains(growth);
    }

    @Test
    void whatWasLongAgoDoesNotCount() {
        after(0, 0);
        after(10, 5_000);
        for (long seconds = 20; seconds <= 610; seconds += 10) {
            after(seconds, 5_000);
        }
        StateGrowth growth = after(620, 5_000).orElseThrow();
        assertThat(growth.rowsPerHour()).isZero();
        assertThat(growth.memoryFullAt()).isEmpty();
    }

    @Test
    void whatShrinksIsNeverFull() {
        after(0, 1_000);
        StateGrowth growth = after(Duration.ofHours(1).toSeconds(), 400).orElseThrow();
        assertThat(growth.rowsPerHour()).isEqualTo(-600);
        assertThat(growth.memoryFullAt()).isEmpty();
    }
}
