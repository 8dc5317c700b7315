package dev.pawl.checkpoint.state;

/** How records follow each other in a decompressed state file; all numbers are big-endian. */
enum RecordFormat {
    /** Key length, key, value length or -1 for a delete, value; a key length of -1 ends the file. */
    PAIRS,
    /** A type byte before what {@link #PAIRS} has; type 0 ends the file. */
    TYPED;

    static final int NO_LENGTH = -1;

    static final int TYPE_END = 0x00;
    static final int TYPE_PUT = 0x01;
    static final int TYPE_DELETE = 0x10;
    static final int TYPE_MERGE = 0x11;
}
