package dev.pawl.checkpoint.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import com.ning.compress.lzf.LZFInputStream;
import com.ning.compress.lzf.LZFOutputStream;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jpountz.lz4.LZ4BlockInputStream;
import net.jpountz.lz4.LZ4BlockOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.SnappyInputStream;
import org.xerial.snappy.SnappyOutputStream;

class CompressionCodecTest {
    @Test
    void anEmptyDeltaInLz4IsWhatSparkWrites() throws IOException {
        byte[] endMark = {-1, -1, -1, -1};

        assertThat(HexFormat.of().formatHex(Streams.compress(CompressionCodec.LZ4, endMark)))
                .isEqualTo("4c5a34426c6f636b" + "15" + "04000000" + "04000000" + "db804d08" + "ffffffff"
                        + "4c5a34426c6f636b" + "15" + "00000000" + "00000000" + "00000000");
    }

    @Test
    void codecsAreFoundByShortNameAndBySparksClass() {
        assertThat(CompressionCodec.of("lz4")).isEqualTo(CompressionCodec.LZ4);
        assertThat(CompressionCodec.of("ZSTD")).isEqualTo(CompressionCodec.ZSTD);
        assertThat(CompressionCodec.of("org.apache.spark.io.SnappyCompressionCodec"))
                .isEqualTo(CompressionCodec.SNAPPY);
        assertThatThrownBy(() -> CompressionCodec.of("brotli"))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CODEC_NOT_AVAILABLE))
                .hasMessageContaining("\"brotli\", expected one of lz4, zstd, snappy, lzf");
    }

    @ParameterizedTest
    @EnumSource
    void theLibrarySparkUsesReadsWhatIsWritten(CompressionCodec codec) throws IOException {
        for (byte[] plain : samples()) {
            try (InputStream in = libraryInput(codec, new ByteArrayInputStream(Streams.compress(codec, plain)))) {
                assertThat(in.readAllBytes()).isEqualTo(plain);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheLibrarySparkUsesWritesIsRead(CompressionCodec codec) throws IOException {
        for (byte[] plain : samples()) {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (OutputStream out = libraryOutput(codec, compressed)) {
                out.write(plain);
            }
            assertThat(Streams.decompress(codec, compressed.toByteArray())).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamsOneAfterTheOtherAreOneStream(CompressionCodec codec) throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(Streams.compress(codec, "first ".getBytes(StandardCharsets.UTF_8)));
        both.write(Streams.compress(codec, new byte[0]));
        both.write(Streams.compress(codec, "second".getBytes(StandardCharsets.UTF_8)));

        assertThat(new String(Streams.decompress(codec, both.toByteArray()), StandardCharsets.UTF_8))
                .isEqualTo("first second");
    }

    @ParameterizedTest
    @EnumSource
    void aFlippedByteIsAnIoExceptionOrOtherBytes(CompressionCodec codec) throws IOException {
        byte[] compressed = Streams.compress(codec, samples()[1]);
        for (int i = 0; i < compressed.length; i++) {
            for (int flip : new int[] {0x01, 0x80, 0xff}) {
                byte[] damaged = compressed.clone();
                damaged[i] ^= (byte) flip;
                expectAtMostIoException(codec, damaged);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTruncatedStreamNeverYieldsMoreThanThereWas(CompressionCodec codec) throws IOException {
        byte[] plain = samples()[1];
        byte[] compressed = Streams.compress(codec, plain);
        for (int length = 0; length < compressed.length; length++) {
            try {
                byte[] found = Streams.decompress(codec, Arrays.copyOf(compressed, length));
                assertThat(found).hasSizeLessThanOrEqualTo(plain.length);
            } catch (IOException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void noiseIsNeverMoreThanAnIoException(CompressionCodec codec) throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] start = Streams.compress(codec, new byte[0]);
            byte[] noise = new byte[start.length + random.nextInt(200)];
            random.nextBytes(noise);
            System.arraycopy(start, 0, noise, 0, random.nextInt(start.length + 1));
            expectAtMostIoException(codec, noise);
        }
    }

    @Test
    void anLz4BlockThatClaimsTwoGigabytesIsRefused() {
        ByteBuffer header = ByteBuffer.wrap(Streams.compress(CompressionCodec.LZ4, new byte[100]));
        header.putInt(9, 0xffffff7f);
        header.putInt(13, 0xffffff7f);

        assertThatIOException()
                .isThrownBy(() -> Streams.decompress(CompressionCodec.LZ4, header.array()))
                .withMessage("impossible block of 2147483647 bytes compressed to 2147483647");
    }

    @Test
    void aSnappyBlockThatClaimsTwoGigabytesIsRefused() {
        byte[] header = Arrays.copyOf(Streams.compress(CompressionCodec.SNAPPY, new byte[0]), 16);
        byte[] compressed = ByteBuffer.allocate(26)
                .put(header)
                .putInt(6)
                .put(HexFormat.of().parseHex("ffffffff0700"))
                .array();

        assertThatIOException()
                .isThrownBy(() -> Streams.decompress(CompressionCodec.SNAPPY, compressed))
                .withMessage("block of 6 bytes cannot decompress to 2147483647");
    }

    private static void expectAtMostIoException(CompressionCodec codec, byte[] compressed) {
        try (InputStream in = codec.decompress(new ByteArrayInputStream(compressed))) {
            in.readNBytes(1 << 20);
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotNull();
        }
    }

    private static byte[][] samples() {
        Random random = new Random(1);
        byte[] noise = new byte[100_000];
        random.nextBytes(noise);
        byte[] mixed = Arrays.copyOf(noise, 300);
        Arrays.fill(mixed, 50, 250, (byte) 'x');
        return new byte[][] {new byte[0], mixed, new byte[200_000], noise};
    }

    private static InputStream libraryInput(CompressionCodec codec, InputStream in) throws IOException {
        return switch (codec) {
            case LZ4 -> new LZ4BlockInputStream(in, false);
            case ZSTD -> new ZstdInputStream(in);
            case SNAPPY -> new SnappyInputStream(in);
            case LZF -> new LZFInputStream(in);
        };
    }

    private static OutputStream libraryOutput(CompressionCodec codec, OutputStream out) throws IOException {
        return switch (codec) {
            case LZ4 -> new LZ4BlockOutputStream(out, 32 << 10);
            case ZSTD -> new ZstdOutputStream(out, 1);
            case SNAPPY -> new SnappyOutputStream(out);
            case LZF -> new LZFOutputStream(out);
        };
    }
}
