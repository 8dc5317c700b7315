package dev.pawl.checkpoint.codec;

import java.io.IOException;

/** Compressed bytes are not what their container promises. */
final class DamagedBlock extends IOException {
    DamagedBlock(String reason) {
        super(reason);
    }
}
