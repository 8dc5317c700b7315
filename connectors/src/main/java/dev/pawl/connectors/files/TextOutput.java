package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.FileOutput;
import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.Charset;

/** A file of lines below a generator of Catalyst's, which closes its writer where only the lines must end. */
final class TextOutput {
    private static final int BUFFER_CHARS = 32 << 10;

    private final FileOutput output;
    private final OutputStream compressed;

    TextOutput(FileOutput output, Compression compression) throws IOException {
        this.output = output;
        this.compressed = compression.compress(new FilterOutputStream(output) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() {
                // Whether the file is published or thrown away is told later.
            }
        });
    }

    OutputStream bytes() {
        return compressed;
    }

    Writer writer(Charset charset) {
        return new BufferedWriter(new OutputStreamWriter(compressed, charset), BUFFER_CHARS);
    }

    long publish() throws IOException {
        compressed.close();
        output.publish();
        return output.position();
    }

    void discard() throws IOException {
        output.close();
    }
}
