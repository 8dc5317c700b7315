package dev.pawl.engine.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the records whose keys start with the same prefix, which is behind its own length: they are linked to each other. */
final class PrefixChains {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final Records records;
    private final AddressIndex heads = new AddressIndex();

    PrefixChains(Records records) {
        this.records = records;
    }

    /** The first record with a prefix, 0 if there is none. */
    long first(Slice prefix) {
        long hash = Records.hash(prefix.array(), prefix.from(), prefix.length());
        for (int slot = heads.first(hash); !heads.isFree(slot); slot = heads.next(slot)) {
            long head = heads.address(slot);
            if (heads.mayBe(slot, hash)
                    && records.keyStartsWith(head, prefix.array(), prefix.from(), prefix.length())) {
                return head;
            }
        }
        return 0;
    }

    /** Puts a new record first among those with its prefix. */
    void link(long address) {
        byte[] page = records.pages().page(address);
        int from = records.keyFrom(address);
        int length = prefixLength(address);
        long hash = Records.hash(page, from, length);
        records.setPrevious(address, 0);
        for (int slot = heads.first(hash); !heads.isFree(slot); slot = heads.next(slot)) {
            long head = heads.address(slot);
            if (heads.mayBe(slot, hash) && records.keyStartsWith(head, page, from, length)) {
                records.setNext(address, head);
                records.setPrevious(head, address);
                heads.replace(slot, address);
                return;
            }
        }
        records.setNext(address, 0);
        heads.add(hash, address);
    }

    void unlink(long address) {
        long next = records.next(address);
        long previous = records.previous(address);
        if (next != 0) {
            records.setPrevious(next, previous);
        }
        if (previous != 0) {
            records.setNext(previous, next);
            return;
        }
        int slot = heads.slotOf(hash(address), address);
        if (next == 0) {
            heads.remove(slot);
        } else {
            heads.replace(slot, next);
        }
    }

    /** The key of one record is in another one now, which takes its place. */
    void moved(long from, long to) {
        long next = records.next(from);
        long previous = records.previous(from);
        records.setNext(to, next);
        records.setPrevious(to, previous);
        if (next != 0) {
            records.setPrevious(next, to);
        }
        if (previous != 0) {
            records.setNext(previous, to);
        } else {
            heads.replace(heads.slotOf(hash(from), from), to);
        }
    }

    void clear() {
        heads.clear();
    }

    void shrink() {
        heads.shrink();
    }

    long bytes() {
        return heads.bytes();
    }

    private long hash(long address) {
        return Records.hash(records.pages().page(address), records.keyFrom(address), prefixLength(address));
    }

    private int prefixLength(long address) {
        return Integer.BYTES + (int) INT.get(records.pages().page(address), records.keyFrom(address));
    }
}
