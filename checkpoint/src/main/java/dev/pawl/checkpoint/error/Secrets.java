package dev.pawl.checkpoint.error;

import java.util.regex.Pattern;

/** Values that must never reach a log, an error, progress or the checkpoint. */
public final class Secrets {
    private static final String HIDDEN = "*********(redacted)";

    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(secret|password|passwd|token|credential|access[._-]?key|account[._-]?key|sasl\\.jaas\\.config|keystore\\.key).*");
    /** Before the host of a URL, or of what a library takes for the host of one. */
    private static final Pattern USER_INFO = Pattern.compile("(?<![^\\s/\"'(\\[=,])[^/@\\s:\"'(\\[=,]+:[^/\\s]+(?=@)");

    private static final Pattern SECRET_PARAMETER = Pattern.compile(
            "(?i)((?:password|passwd|secret|token|sig|key|credential)\\w*\\s*=\\s*)([^&;,\\s\"']+|\"[^\"]*\"|'[^']*')");

    private Secrets() {}

    /** A value as it may be shown. */
    public static String shown(String name, String value) {
        return SECRET_NAME.matcher(name).matches() ? HIDDEN : withoutSecrets(value);
    }

    /** A text of unknown origin, such as the message of a library, without what looks like a secret in it. */
    public static String withoutSecrets(String text) {
        String users = USER_INFO.matcher(text).replaceAll(HIDDEN);
        return SECRET_PARAMETER.matcher(users).replaceAll("$1" + java.util.regex.Matcher.quoteReplacement(HIDDEN));
    }
}
