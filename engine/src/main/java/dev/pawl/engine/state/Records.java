package dev.pawl.engine.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;

/**
 * A key with its value in pages.
 *
 * <pre>
 * int size     of the record, with all there is room for
 * int change   number of the change it belongs to, {@link #UNCHANGED}, or {@link #DEAD}
 * int key      length
 * int value    length, or {@link #REMOVED}
 * long next, long previous    addresses of records whose keys start with the same prefix; only if records are linked
 * key, padded; value
 * </pre>
 *
 * A dead record has in place of the two lengths the address it moved to in this batch, or 0.
 */
final class Records {
    static final int UNCHANGED = -1;
    static final int DEAD = -2;
    static final int REMOVED = -1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int CHANGE = 4;
    private static final int KEY_LENGTH = 8;
    private static final int VALUE_LENGTH = 12;
    private static final int FORWARD = 8;
    private static final int NEXT = 16;
    private static final int PREVIOUS = 24;

    private static final long ADDRESS_MASK = (1L << Pages.ADDRESS_BITS) - 1;

    private static final long SEED = 0x9747b28cL;

    private final Pages pages = new Pages();
    private final int headerBytes;

    Records(boolean linked) {
        headerBytes = linked ? 32 : 16;
    }

    Pages pages() {
        return pages;
    }

    static long hash(byte[] array, int from, int length) {
        return XXH64.hashUnsafeBytes(array, (long) Platform.BYTE_ARRAY_OFFSET + from, length, SEED);
    }

    /** @param valueRoom bytes a value may take without moving the record */
    long add(byte[] key, int keyFrom, int keyLength, int valueRoom) {
        int size = Math.addExact(headerBytes + Pages.roundUp(keyLength), Pages.roundUp(valueRoom));
        long address = pages.allocate(size);
        byte[] page = pages.page(address);
        int at = Pages.at(address);
        INT.set(page, at, size);
        INT.set(page, at + CHANGE, UNCHANGED);
        INT.set(page, at + KEY_LENGTH, keyLength);
        INT.set(page, at + VALUE_LENGTH, REMOVED);
        System.arraycopy(key, keyFrom, page, at + headerBytes, keyLength);
        return address;
    }

    boolean hasKey(long address, Slice key) {
        byte[] page = pages.page(address);
        int at = Pages.at(address);
        int from = at + headerBytes;
        return (int) INT.get(page, at + KEY_LENGTH) == key.length()
                && Arrays.equals(page, from, from + key.length(), key.array(), key.from(), key.from() + key.length());
    }

    boolean keyStartsWith(long address, byte[] prefix, int prefixFrom, int prefixLength) {
        byte[] page = pages.page(address);
        int from = Pages.at(address) + headerBytes;
        return keyLength(address) >= prefixLength
                && Arrays.equals(page, from, from + prefixLength, prefix, prefixFrom, prefixFrom + prefixLength);
    }

    long keyHash(long address) {
        return hash(pages.page(address), keyFrom(address), keyLength(address));
    }

    int keyFrom(long address) {
        return Pages.at(address) + headerBytes;
    }

    int keyLength(long address) {
        return getInt(address, KEY_LENGTH);
    }

    void showKey(long address, Slice key) {
        key.set(pages.page(address), keyFrom(address), keyLength(address));
    }

    /** {@link #REMOVED} for a key that is not there any more. */
    int valueLength(long address) {
        return getInt(address, VALUE_LENGTH);
    }

    boolean isRemoved(long address) {
        return valueLength(address) == REMOVED;
    }

    int valueFrom(long address) {
        return keyFrom(address) + Pages.roundUp(keyLength(address));
    }

    void showValue(long address, Slice value) {
        value.set(pages.page(address), valueFrom(address), valueLength(address));
    }

    boolean hasRoom(long address, int valueLength) {
        return valueLength <= size(address) - headerBytes - Pages.roundUp(keyLength(address));
    }

    void setValue(long address, byte[] array, int from, int length) {
        System.arraycopy(array, from, pages.page(address), valueFrom(address), length);
        setInt(address, VALUE_LENGTH, length);
    }

    void remove(long address) {
        setInt(address, VALUE_LENGTH, REMOVED);
    }

    int size(long address) {
        return getInt(address, 0);
    }

    int change(long address) {
        return getInt(address, CHANGE);
    }

    void setChange(long address, int change) {
        setInt(address, CHANGE, change);
    }

    /** @param movedTo where the key is now, 0 for nowhere */
    void bury(long address, long movedTo) {
        pages.dead(address, size(address));
        setInt(address, CHANGE, DEAD);
        LONG.set(pages.page(address), Pages.at(address) + FORWARD, movedTo);
    }

    /** The place a dead record moved to may be taken by another one from now on. */
    void forgetMove(long address) {
        LONG.set(pages.page(address), Pages.at(address) + FORWARD, 0L);
    }

    boolean isDead(long address) {
        return change(address) == DEAD;
    }

    long movedTo(long address) {
        return (long) LONG.get(pages.page(address), Pages.at(address) + FORWARD);
    }

    /** An address that can be kept longer than the record. */
    long hint(long address) {
        return (long) pages.tag(address) << Pages.ADDRESS_BITS | address;
    }

    /** The address of a hint, 0 if its record is dead or removed. */
    long addressIfThere(long hint) {
        long address = hint & ADDRESS_MASK;
        boolean isThere =
                pages.tag(address) == (int) (hint >>> Pages.ADDRESS_BITS) && !isDead(address) && !isRemoved(address);
        return isThere ? address : 0;
    }

    long next(long address) {
        return (long) LONG.get(pages.page(address), Pages.at(address) + NEXT);
    }

    long previous(long address) {
        return (long) LONG.get(pages.page(address), Pages.at(address) + PREVIOUS);
    }

    void setNext(long address, long next) {
        LONG.set(pages.page(address), Pages.at(address) + NEXT, next);
    }

    void setPrevious(long address, long previous) {
        LONG.set(pages.page(address), Pages.at(address) + PREVIOUS, previous);
    }

    private int getInt(long address, int field) {
        return (int) INT.get(pages.page(address), Pages.at(address) + field);
    }

    private void setInt(long address, int field, int value) {
        INT.set(pages.page(address), Pages.at(address) + field, value);
    }
}
