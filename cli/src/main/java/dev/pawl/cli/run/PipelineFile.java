package dev.pawl.cli.run;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Option;
import dev.pawl.cli.command.Parameter;
import dev.pawl.cli.command.ValueType;
import dev.pawl.pipeline.KeepableText;
import dev.pawl.pipeline.Pipeline;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The pipeline file a command was given. */
final class PipelineFile {
    static final Parameter<String> PARAMETER = Parameter.required("FILE", "The pipeline file");

    static final Option<String> SET = Option.of(
                    "--set",
                    "NAME=VALUE",
                    "Replace ${NAME} in the file; stronger than the environment",
                    new ValueType<>(
                            "a name and a value such as `dir=/data`", java.util.List.of(), PipelineFile::setting))
            .repeatable();

    /** Of commands that look at the queries of a file. */
    static final Option<String> QUERY = Option.of("--query", "NAME", "Only the query of this name", ValueType.TEXT)
            .repeatable();

    private PipelineFile() {}

    private static String setting(String text) {
        if (text.indexOf('=') < 1) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    /**
     * A file that was read.
     *
     * @param name as the user gave it
     * @param text with variables by their names
     * @param given values of variables
     */
    record Loaded(String name, String text, Map<String, String> given, Pipeline pipeline) {
        /** What checkpoints keep of it. */
        KeepableText keepable() {
            return KeepableText.of(text, given, pipeline);
        }
    }

    static Loaded load(Invocation invocation) {
        String file = name(invocation);
        String text = text(file);
        Map<String, String> given = given(invocation);
        return new Loaded(file, text, given, Pipeline.parse(file, text, given, invocation.variables()));
    }

    /** As the user gave it. */
    static String name(Invocation invocation) {
        return invocation.arguments().value(PARAMETER);
    }

    /** What is in it, variables replaced. */
    static String text(Invocation invocation) {
        String file = name(invocation);
        return Pipeline.replaced(file, text(file), given(invocation), invocation.variables());
    }

    /** Values of variables. */
    static Map<String, String> given(Invocation invocation) {
        Map<String, String> given = new HashMap<>();
        for (String setting : invocation.arguments().all(SET)) {
            int equals = setting.indexOf('=');
            given.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return given;
    }

    static String text(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8);
        } catch (InvalidPathException e) {
            throw new PawlException(ErrorCode.ARGUMENT_INVALID, file + " is no path: " + e.getReason() + ".", e);
        } catch (IOException e) {
            throw new PawlException(ErrorCode.ARGUMENT_INVALID, "The pipeline file " + file + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return " does not exist.";
        }
        if (e instanceof AccessDeniedException) {
            return " cannot be read: permission is denied.";
        }
        if (e instanceof CharacterCodingException) {
            return " is no text in UTF-8.";
        }
        return " cannot be read: " + e.getMessage() + ".";
    }
}
