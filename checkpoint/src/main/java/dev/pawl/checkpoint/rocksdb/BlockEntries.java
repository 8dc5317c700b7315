package dev.pawl.checkpoint.rocksdb;

import java.util.Arrays;

/** The entries of one block from front to back; each key repeats a prefix of the one before. */
final class BlockEntries {
    private final BlockContent block;
    private final BlockInput input;
    private byte[] key = new byte[64];
    private int keyLength;
    private int valueFrom;
    private int valueLength;

    BlockEntries(BlockContent block) {
        this.block = block;
        this.input = block.input();
    }

    boolean next() {
        if (input.remaining() == 0) {
            return false;
        }
        long shared = input.varint64();
        if (shared < 0 || shared > keyLength) {
            throw block.file().damaged("a key shares more bytes than the key before it has");
        }
        int unshared = input.length();
        valueLength = input.length();
        appendToKey((int) shared, unshared);
        valueFrom = input.position();
        input.skip(valueLength);
        return true;
    }

    /** Holds the key in its first {@link #keyLength()} bytes, until the next call of {@link #next()}. */
    byte[] key() {
        return key;
    }

    int keyLength() {
        return keyLength;
    }

    byte[] value() {
        return Arrays.copyOfRange(block.bytes(), valueFrom, valueFrom + valueLength);
    }

    BlockInput valueInput() {
        return new BlockInput(block.bytes(), valueFrom, valueFrom + valueLength, block.file());
    }

    private void appendToKey(int shared, int unshared) {
        int from = input.position();
        input.skip(unshared);
        keyLength = Math.addExact(shared, unshared);
        if (keyLength > key.length) {
            key = Arrays.copyOf(key, Math.max(keyLength, key.length * 2));
        }
        System.arraycopy(block.bytes(), from, key, shared, unshared);
    }
}
