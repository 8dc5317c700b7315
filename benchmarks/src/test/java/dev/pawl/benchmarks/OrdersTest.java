package dev.pawl.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class OrdersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void whatPassesTheFilterIsKnownWithoutCounting() throws IOException {
        long passing = 0;
        for (int i = 0; i < 1003; i++) {
            assertThat(Orders.passing(i)).isEqualTo(passing);
            byte[] json = Orders.json(i);
            assertThat(json).hasSizeBetween(130, 170);
            if (JSON.readTree(json).path("quantity").asInt() > 1) {
                passing++;
            }
        }
    }
}
