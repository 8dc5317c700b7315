package dev.pawl.engine.state;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * A row for each key, to be changed in place while a batch goes on: key and row lie side by side, and neither has an object. Rows
 * given are views, which see what is changed through them. For one thread.
 */
public final class KeyedRows {
    private final Records records = new Records(false);
    private final AddressIndex index = new AddressIndex();
    private final Slice key = new Slice();
    private final Slice fresh = new Slice();
    private final Slice shown = new Slice();
    private int size;

    /** @param fresh what the row of every key begins with; the rows of all keys are as long as this one */
    public KeyedRows(UnsafeRow fresh) {
        this.fresh.set(fresh);
    }

    /** Points a row at that of a key; false if the key has none. */
    public boolean find(UnsafeRow itsKey, UnsafeRow row) {
        key.set(itsKey);
        long hash = Records.hash(key.array(), key.from(), key.length());
        for (int slot = index.first(hash); !index.isFree(slot); slot = index.next(slot)) {
            if (index.mayBe(slot, hash) && records.hasKey(index.address(slot), key)) {
                records.showValue(index.address(slot), shown);
                shown.show(row);
                return true;
            }
        }
        return false;
    }

    /** Points a row at that of a key which has none yet. */
    public void add(UnsafeRow itsKey, UnsafeRow row) {
        key.set(itsKey);
        long address = records.add(key.array(), key.from(), key.length(), fresh.length());
        records.setValue(address, fresh.array(), fresh.from(), fresh.length());
        index.add(Records.hash(key.array(), key.from(), key.length()), address);
        size++;
        records.showValue(address, shown);
        shown.show(row);
    }

    public int size() {
        return size;
    }

    /** The memory taken. */
    public long bytes() {
        return records.pages().bytes() + index.bytes();
    }

    public void clear() {
        records.pages().reset();
        index.clear();
        size = 0;
    }

    /** All keys; the same keys that come in the same order stand in the same order. */
    public Walk walk() {
        return new Walk();
    }

    /** Goes from key to key; ends when a key is added. */
    public final class Walk {
        private int page;
        private int at;

        private Walk() {}

        /** Points two rows at the next key and its row; false behind the last one. */
        public boolean next(UnsafeRow itsKey, UnsafeRow row) {
            Pages pages = records.pages();
            while (page == 0 || at == pages.used(page)) {
                if (page + 1 >= pages.count()) {
                    return false;
                }
                page++;
                at = 0;
            }
            long address = Pages.address(page, at);
            at += records.size(address);
            records.showKey(address, shown);
            shown.show(itsKey);
            records.showValue(address, shown);
            shown.show(row);
            return true;
        }
    }
}
