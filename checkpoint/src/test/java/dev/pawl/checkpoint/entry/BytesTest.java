package dev.pawl.checkpoint.entry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void orderIsUnsignedAndAPrefixComesFirst() {
        Bytes low = Bytes.wrap(new byte[] {1});
        Bytes longer = Bytes.wrap(new byte[] {1, 0});
        Bytes high = Bytes.wrap(new byte[] {(byte) 0x80});

        assertThat(low).isLessThan(longer);
        assertThat(longer).isLessThan(high);
    }

    @Test
    void equalContentIsTheSameKey() {
        assertThat(Bytes.copyOf(new byte[] {9, 1, 2, 9}, 1, 2))
                .isEqualTo(Bytes.wrap(new byte[] {1, 2}))
                .hasSameHashCodeAs(Bytes.wrap(new byte[] {1, 2}))
                .hasToString("0102");
    }
}
