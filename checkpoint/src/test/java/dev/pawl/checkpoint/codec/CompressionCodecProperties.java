package dev.pawl.checkpoint.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class CompressionCodecProperties {
    /** Pieces are repeated so that they cross the borders of blocks. */
    @Property(tries = 200)
    void whatIsWrittenInPiecesIsReadInPieces(@ForAll CompressionCodec codec, @ForAll @Size(max = 8) List<byte[]> pieces)
            throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = codec.compress(compressed)) {
            for (byte[] piece : pieces) {
                for (int i = 0; i < 300; i++) {
                    plain.write(piece);
                    out.write(piece);
                }
                out.write(pieces.size());
                plain.write(pieces.size());
            }
        }

        ByteArrayOutputStream found = new ByteArrayOutputStream();
        try (InputStream in = codec.decompress(new ByteArrayInputStream(compressed.toByteArray()))) {
            int one = in.read();
            while (one >= 0) {
                found.write(one);
                found.write(in.readNBytes(777));
                one = in.read();
            }
        }
        assertThat(found.toByteArray()).isEqualTo(plain.toByteArray());
    }
}
