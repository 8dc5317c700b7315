package dev.pawl.connectors.inbox;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One file of the log: what was made durable at once. Its name is the number of its first record, {@code 0000000000000000042.log}; its
 * content, in big-endian numbers:
 *
 * <pre>
 * PAWLIN01                      8 bytes
 * count of records              4
 * count of keys                 4
 * for each key     length 2, bytes         keys of the requests that brought the records
 * for each record  micros 8, length 4, bytes
 * CRC-32C of all before         4
 * </pre>
 *
 * @param keys in the order in which they came
 */
record InboxFile(List<String> keys, List<Entry> records) {
    private static final byte[] MAGIC = "PAWLIN01".getBytes(StandardCharsets.US_ASCII);
    private static final String SUFFIX = ".log";
    private static final int NUMBER_DIGITS = 19;
    private static final int CHECKSUM_BYTES = 4;
    /** Of a record without a value. */
    static final long ENTRY_BYTES_MIN = 12;

    /**
     * A record.
     *
     * @param receivedMicros since the epoch
     * @param value UTF-8; nobody changes it
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Entry(long receivedMicros, byte[] value) {}

    InboxFile {
        keys = List.copyOf(keys);
        records = List.copyOf(records);
    }

    static String name(long firstRecord) {
        String digits = Long.toString(firstRecord);
        return "0".repeat(NUMBER_DIGITS - digits.length()) + digits + SUFFIX;
    }

    static boolean isName(String name) {
        return name.matches("[0-9]{" + NUMBER_DIGITS + "}\\.log");
    }

    static long firstRecord(String name) {
        return Long.parseLong(name.substring(0, NUMBER_DIGITS));
    }

    byte[] format() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(MAGIC);
            out.writeInt(records.size());
            out.writeInt(keys.size());
            for (String key : keys) {
                byte[] text = key.getBytes(StandardCharsets.UTF_8);
                out.writeShort(text.length);
                out.write(text);
            }
            for (Entry record : records) {
                out.writeLong(record.receivedMicros());
                out.writeInt(record.value().length);
                out.write(record.value());
            }
            out.flush();
            CRC32C checksum = new CRC32C();
            checksum.update(bytes.toByteArray());
            out.writeInt((int) checksum.getValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @param place of the file, for messages */
    static InboxFile parse(byte[] bytes, String place) {
        int end = bytes.length - CHECKSUM_BYTES;
        if (end < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw damaged(place, "it does not begin with PAWLIN01");
        }
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, end);
        int found = ByteBuffer.wrap(bytes, end, CHECKSUM_BYTES).getInt();
        if (found != (int) checksum.getValue()) {
            throw damaged(
                    place, "its checksum is %08x, its bytes have %08x".formatted(found, (int) checksum.getValue()));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, MAGIC.length, end - MAGIC.length);
        try {
            int recordCount = in.getInt();
            int keyCount = in.getInt();
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < keyCount; i++) {
                keys.add(new String(taken(in, in.getShort(), place), StandardCharsets.UTF_8));
            }
            if (recordCount < 1 || recordCount > in.remaining() / ENTRY_BYTES_MIN) {
                throw damaged(place, "it has no room for " + recordCount + " records");
            }
            List<Entry> records = new ArrayList<>(recordCount);
            for (int i = 0; i < recordCount; i++) {
                long micros = in.getLong();
                records.add(new Entry(micros, taken(in, in.getInt(), place)));
            }
            if (in.hasRemaining()) {
                throw damaged(place, in.remaining() + " bytes follow its last record");
            }
            return new InboxFile(keys, records);
        } catch (BufferUnderflowException e) {
            throw damaged(place, "it ends inside a record");
        }
    }

    private static byte[] taken(ByteBuffer in, int length, String place) {
        if (length < 0 || length > in.remaining()) {
            throw damaged(place, "a length in it is " + length + ", and " + in.remaining() + " bytes are left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    static PawlException damaged(String place, String why) {
        return new PawlException(
                ErrorCode.INBOX_DAMAGED, "The log of received records at " + place + " is damaged: " + why + ".");
    }
}
