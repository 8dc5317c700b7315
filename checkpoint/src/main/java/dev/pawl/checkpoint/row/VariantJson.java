package dev.pawl.checkpoint.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.UUID;

/**
 * Prints variants as JSON.
 *
 * <p>A value starts with a byte whose low two bits are its basic type and whose high six bits say more: the type of a
 * primitive, the length of a short string, or how wide the numbers in the head of an object or array are. The metadata is a
 * header byte, the number of names, their offsets, and the names.
 */
final class VariantJson {
    private static final int DEPTH_MAX = 500;
    /** Values may share one place and names may be used often: what is printed is limited, not only what is read. */
    private static final int JSON_BYTES_MAX =
            (int) Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 16);

    private static final int BASIC_TYPE_BITS = 2;
    private static final int PRIMITIVE = 0;
    private static final int SHORT_STRING = 1;
    private static final int OBJECT = 2;
    private static final int ARRAY = 3;

    private final ZoneId zone;
    private final DateTimeFormatter micros = formatter(6);
    private final DateTimeFormatter nanos = formatter(9);

    VariantJson(ZoneId zone) {
        this.zone = zone;
    }

    void print(VariantValue variant, JsonBuffer out) throws RowProblem {
        new Walk(
                        new VariantBytes(variant.value().shared()),
                        VariantBytes.names(variant.metadata().shared()),
                        out,
                        Math.min(out.size() + (long) JSON_BYTES_MAX, Integer.MAX_VALUE))
                .value(0, 0);
    }

    private final class Walk {
        private final VariantBytes bytes;
        private final VariantBytes.Names names;
        private final JsonBuffer out;
        private final long outSizeMax;

        private Walk(VariantBytes bytes, VariantBytes.Names names, JsonBuffer out, long outSizeMax) {
            this.bytes = bytes;
            this.names = names;
            this.out = out;
            this.outSizeMax = outSizeMax;
        }

        private void value(int at, int depth) throws RowProblem {
            if (depth > DEPTH_MAX) {
                throw new RowProblem("a variant is nested deeper than " + DEPTH_MAX);
            }
            if (out.size() > outSizeMax) {
                throw new RowProblem("the text of a variant is longer than " + JSON_BYTES_MAX + " bytes");
            }
            int head = bytes.unsigned(at, 1);
            int detail = head >> BASIC_TYPE_BITS;
            switch (head & 3) {
                case PRIMITIVE -> primitive(detail, at + 1);
                case SHORT_STRING -> string(at + 1, detail);
                case OBJECT -> object(detail, at + 1, depth);
                case ARRAY -> array(detail, at + 1, depth);
                default -> throw new IllegalStateException("two bits hold more than 3");
            }
        }

        private void object(int detail, int at, int depth) throws RowProblem {
            int offsetWidth = (detail & 3) + 1;
            int idWidth = (detail >> 2 & 3) + 1;
            int countWidth = (detail >> 4 & 1) == 0 ? 1 : 4;
            int count = bytes.count(at, countWidth, idWidth + offsetWidth);
            int idsAt = at + countWidth;
            int offsetsAt = idsAt + count * idWidth;
            int valuesAt = offsetsAt + (count + 1) * offsetWidth;
            out.raw('{');
            for (int i = 0; i < count; i++) {
                if (i > 0) {
                    out.raw(',');
                }
                names.print(bytes.unsigned(idsAt + i * idWidth, idWidth), out);
                out.raw(':');
                value(bytes.position(valuesAt, bytes.unsigned(offsetsAt + i * offsetWidth, offsetWidth)), depth + 1);
            }
            out.raw('}');
        }

        private void array(int detail, int at, int depth) throws RowProblem {
            int offsetWidth = (detail & 3) + 1;
            int countWidth = (detail >> 2 & 1) == 0 ? 1 : 4;
            int count = bytes.count(at, countWidth, offsetWidth);
            int offsetsAt = at + countWidth;
            int valuesAt = offsetsAt + (count + 1) * offsetWidth;
            out.raw('[');
            for (int i = 0; i < count; i++) {
                if (i > 0) {
                    out.raw(',');
                }
                value(bytes.position(valuesAt, bytes.unsigned(offsetsAt + i * offsetWidth, offsetWidth)), depth + 1);
            }
            out.raw(']');
        }

        private void primitive(int type, int at) throws RowProblem {
            switch (type) {
                case 0 -> out.raw("null");
                case 1 -> out.raw("true");
                case 2 -> out.raw("false");
                case 3 -> out.number(bytes.signed(at, 1));
                case 4 -> out.number(bytes.signed(at, 2));
                case 5 -> out.number(bytes.signed(at, 4));
                case 6 -> out.number(bytes.signed(at, 8));
                case 7 -> floating(Double.longBitsToDouble(bytes.signed(at, 8)));
                case 8 -> decimal(at, 4);
                case 9 -> decimal(at, 8);
                case 10 -> decimal(at, 16);
                case 11 -> out.string(LocalDate.ofEpochDay(bytes.signed(at, 4)).toString());
                case 12 -> out.string(zoned(Micros.instant(bytes.signed(at, 8)), micros));
                case 13 -> out.string(micros.format(Micros.dateTime(bytes.signed(at, 8))));
                case 14 -> floating(Float.intBitsToFloat((int) bytes.signed(at, 4)));
                case 15 -> {
                    int length = bytes.unsigned(at, 4);
                    out.base64(bytes.checked(at + 4, length), at + 4, length);
                }
                case 16 -> string(at + 4, bytes.unsigned(at, 4));
                case 18 -> out.string(zoned(instantOfNanos(bytes.signed(at, 8)), nanos));
                case 19 ->
                    out.string(
                            nanos.format(LocalDateTime.ofInstant(instantOfNanos(bytes.signed(at, 8)), ZoneOffset.UTC)));
                case 20 -> out.string(new UUID(bytes.bigEndian(at), bytes.bigEndian(at + Long.BYTES)).toString());
                default -> throw new RowProblem("unknown type " + type + " in a variant");
            }
        }

        private void string(int at, int length) throws RowProblem {
            out.string(bytes.checked(at, length), at, length);
        }

        private void decimal(int at, int byteCount) throws RowProblem {
            int scale = bytes.unsigned(at, 1);
            BigInteger unscaled = bytes.integer(at + 1, byteCount);
            if (scale > 38) {
                throw new RowProblem("a decimal of scale " + scale + " in a variant");
            }
            out.raw(new BigDecimal(unscaled, scale).stripTrailingZeros().toPlainString());
        }

        private void floating(double value) {
            number(Double.toString(value), Double.isFinite(value));
        }

        private void floating(float value) {
            number(Float.toString(value), Float.isFinite(value));
        }

        private void number(String text, boolean finite) {
            if (finite) {
                out.raw(text);
            } else {
                out.string(text);
            }
        }
    }

    private String zoned(Instant instant, DateTimeFormatter formatter) {
        ZoneOffset offset = zone.getRules().getOffset(instant);
        TemporalAccessor local = LocalDateTime.ofInstant(instant, zone);
        return formatter.format(local) + hoursAndMinutes(offset);
    }

    private static String hoursAndMinutes(ZoneOffset offset) {
        return offset.equals(ZoneOffset.UTC) ? "+00:00" : offset.getId().substring(0, "+00:00".length());
    }

    private static Instant instantOfNanos(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    private static DateTimeFormatter formatter(int fractionDigitsMax) {
        return new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .appendLiteral(' ')
                .appendPattern("HH:mm:ss")
                .appendFraction(ChronoField.NANO_OF_SECOND, 0, fractionDigitsMax, true)
                .toFormatter();
    }
}
