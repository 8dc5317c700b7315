package dev.pawl.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.UniqueElements;

final class OutputTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TextSink sink = new TextSink(bytes);

    private String written() {
        sink.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private Table table(OutputFormat format, Column... columns) {
        return new Report(format, sink, false, ZoneOffset.UTC).table(columns);
    }

    @Property(tries = 300)
    void jsonHasEveryText(@ForAll @NotBlank String name, @ForAll String text) throws JsonProblem {
        StringBuilder json = new StringBuilder();
        JsonText.object(json, List.of(Column.text(name, "Label")), new Object[] {text});

        assertThat(Json.parseObject(json.toString()).get(name).textValue()).isEqualTo(text);
    }

    @Property(tries = 300)
    void csvHasEveryText(@ForAll @UniqueElements List<String> texts) {
        StringBuilder csv = new StringBuilder();
        List<Column> columns =
                texts.stream().map(text -> Column.text(text, text)).toList();
        CsvText.line(csv, columns, texts.toArray());

        assertThat(fields(csv.toString())).isEqualTo(texts.isEmpty() ? List.of("") : texts);
    }

    /** A plain reading of RFC 4180, for one record. */
    private static List<String> fields(String line) {
        List<String> fields = new java.util.ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < line.length() - 1; i++) {
            char c = line.charAt(i);
            if (c == '"' && isQuoted && line.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == ',' && !isQuoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    @Example
    void nothingIsLeftOutOfJsonAndEmptyInCsv() {
        Column[] columns = {Column.text("a", "A"), Column.number("b", "B"), Column.text("c", "C")};
        Table json = table(OutputFormat.JSON, columns);
        json.row(null, 1, "");
        json.row(null, null, null);
        json.end();
        Table csv = table(OutputFormat.CSV, columns);
        csv.row(null, 1, "");
        csv.end();

        assertThat(written()).isEqualTo("{\"b\":1,\"c\":\"\"}\n{}\na,b,c\n,1,\"\"\n");
    }

    @Example
    void numbersThatJsonDoesNotKnowAreTexts() {
        Table table = table(OutputFormat.JSON, Column.number("n", "N"));
        table.row(Double.NaN);
        table.row(new java.math.BigDecimal("1.50"));
        table.end();

        assertThat(written()).isEqualTo("{\"n\":\"NaN\"}\n{\"n\":1.50}\n");
    }

    @Example
    void rowsBeyondTheFirstThousandStreamWithTheWidthsOfTheFirst() {
        Table table = table(OutputFormat.TEXT, Column.text("a", "A"), Column.text("b", "B"));
        for (int i = 0; i < 999; i++) {
            table.row("x", "y");
        }
        assertThat(written()).isEmpty();
        table.row("four", "y");
        assertThat(written().lines())
                .hasSize(1001)
                .startsWith("A     B", "x     y")
                .endsWith("four  y");
        table.row("longer", "y");
        table.row("x", "y");
        table.end();
        assertThat(written().lines()).endsWith("longer  y", "x     y");
    }

    @Example
    void oneLongValueDoesNotPushTheOthersAway() {
        Table table = table(OutputFormat.TEXT, Column.text("a", "A"), Column.text("b", "B"));
        table.row("x".repeat(500), "y");
        table.row("x", "y");
        table.end();

        assertThat(written().lines()).last().isEqualTo("x" + " ".repeat(81) + "y");
    }

    @Example
    void aRowMustFitItsColumns() {
        Table table = table(OutputFormat.JSON, Column.number("n", "N"));

        assertThatThrownBy(() -> table.row(1, 2)).isInstanceOf(IllegalStateException.class);
    }

    @Example
    void aTerminalIsNotCommandedByData() {
        assertThat(Printable.line("a\u001b[2J\u009b\u007f\n\t\r\u202eb"))
                .isEqualTo("a\\u001B[2J\\u009B\\u007F\\n\\t\\r\\u202Eb");
        assertThat(Printable.lines("a\nb")).isEqualTo("a\nb");
        assertThat(Printable.line("grün 漢字 😀")).isEqualTo("grün 漢字 😀");
    }

    @Example
    void bytesHaveTheUnitThatFits() {
        assertThat(Humans.bytes(0)).isEqualTo("0 B");
        assertThat(Humans.bytes(1023)).isEqualTo("1023 B");
        assertThat(Humans.bytes(1024)).isEqualTo("1.0 KiB");
        assertThat(Humans.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Humans.bytes(1024 * 1024 - 1)).isEqualTo("1.0 MiB");
        assertThat(Humans.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
    }

    @Example
    void durationsHaveTwoUnitsAtMost() {
        assertThat(Humans.duration(0)).isEqualTo("0 ms");
        assertThat(Humans.duration(1500)).isEqualTo("1.5 s");
        assertThat(Humans.duration(59_999)).isEqualTo("59.9 s");
        assertThat(Humans.duration(200_000)).isEqualTo("3 min 20 s");
        assertThat(Humans.duration(7_200_000)).isEqualTo("2 h");
        assertThat(Humans.duration(100_000_000)).isEqualTo("1 d 3 h");
        assertThat(Humans.duration(-1500)).isEqualTo("-1.5 s");
        assertThat(Humans.duration(Long.MIN_VALUE)).startsWith("-").contains(" d ");
    }

    @Example
    void momentsCarryTheirOffset() {
        assertThat(Humans.instant(0, ZoneOffset.UTC)).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(Humans.instant(-1, ZoneOffset.UTC)).isEqualTo("1969-12-31T23:59:59.999Z");
        assertThat(Humans.instant(1_700_000_000_007L, ZoneId.of("Europe/Vienna")))
                .isEqualTo("2023-11-14T23:13:20.007+01:00");
        assertThat(Humans.instant(Long.MAX_VALUE, ZoneOffset.UTC)).startsWith("+292278994-08-17T07:12:55.807Z");
    }
}
