package dev.pawl.connectors.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.NoSuchElementException;
import scala.collection.AbstractIterator;

/** Lines as Catalyst's CSV parser takes them. */
final class TextIterator extends AbstractIterator<String> {
    private final Lines lines;
    private final Charset charset;
    private boolean isAhead;
    private boolean isAtEnd;

    TextIterator(Lines lines, String charset) {
        this.lines = lines;
        this.charset = Charset.forName(charset);
    }

    @Override
    public boolean hasNext() {
        if (!isAhead && !isAtEnd) {
            try {
                isAhead = lines.next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            isAtEnd = !isAhead;
        }
        return isAhead;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        isAhead = false;
        return new String(lines.bytes(), lines.start(), lines.length(), charset);
    }
}
