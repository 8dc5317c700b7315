package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.log.SourceOffset;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
    private static PartitionOffsets offsets(String json) {
        return PartitionOffsets.parse(new SourceOffset(json));
    }

    private static String limited(long limit, String from, String until) {
        return RateLimit.apply(limit, offsets(from), offsets(until)).toString();
    }

    @Test
    void whatFitsIsTakenWhole() {
        assertThat(limited(10, "{\"t\":{\"0\":0,\"1\":5}}", "{\"t\":{\"0\":4,\"1\":11}}"))
                .isEqualTo("{\"t\":{\"0\":4,\"1\":11}}");
    }

    @Test
    void theLimitIsSharedInProportionToWhatWaits() {
        assertThat(limited(10, "{\"t\":{\"0\":100,\"1\":0,\"2\":7}}", "{\"t\":{\"0\":170,\"1\":30,\"2\":7}}"))
                .isEqualTo("{\"t\":{\"0\":107,\"1\":3,\"2\":7}}");
    }

    @Test
    void aSmallPartitionGetsAtLeastOne() {
        assertThat(limited(10, "{\"t\":{\"0\":0,\"1\":0}}", "{\"t\":{\"0\":1000,\"1\":1}}"))
                .isEqualTo("{\"t\":{\"0\":9,\"1\":1}}");
    }

    @Test
    void offsetsNearTheGreatestDoNotOverflow() {
        assertThat(limited(
                        Long.MAX_VALUE / 2, "{\"t\":{\"0\":0,\"1\":0}}", "{\"t\":{\"0\":9223372036854775807,\"1\":9}}"))
                .isEqualTo("{\"t\":{\"0\":4611686018427387904,\"1\":4}}");
    }

    @Test
    void anEndBeforeTheStartIsLeftForTheCheckOfLostData() {
        assertThat(limited(1, "{\"t\":{\"0\":9,\"1\":0}}", "{\"t\":{\"0\":4,\"1\":5}}"))
                .isEqualTo("{\"t\":{\"0\":4,\"1\":1}}");
    }
}
