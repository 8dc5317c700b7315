package dev.pawl.cli.command;

import dev.pawl.cli.output.OutputFormat;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;

/** Options that mean the same wherever they are taken. */
final class CommonOptions {
    static final Option<OutputFormat> OUTPUT = Option.of(
                    "--output",
                    "text|json|csv",
                    "form of the answer; json is one object a line (default: text)",
                    ValueType.oneOf(EnumSet.allOf(OutputFormat.class)))
            .orShort("-o");
    static final Option<ZoneId> TIME_ZONE =
            Option.of("--time-zone", "ZONE", "time zone of dates and times (default: UTC)", ValueType.TIME_ZONE);

    static final Option<Boolean> NO_COLOR = Option.flag("--no-color", "no colours, as with NO_COLOR=1");
    static final Option<Boolean> DEBUG =
            Option.flag("--debug", "print the stack trace of an error, as with PAWL_DEBUG=1");
    static final Option<Boolean> HELP = Option.flag("--help", "show this help").orShort("-h");

    static final Option<Boolean> VERSION =
            Option.flag("--version", "say which version of Pawl this is").orShort("-V");

    static final List<Option<?>> OF_ANSWERS = List.of(OUTPUT, TIME_ZONE);
    static final List<Option<?>> OF_ALL = List.of(NO_COLOR, DEBUG, HELP);
    static final List<Option<?>> OF_ROOT = List.of(NO_COLOR, DEBUG, VERSION, HELP);

    private CommonOptions() {}
}
