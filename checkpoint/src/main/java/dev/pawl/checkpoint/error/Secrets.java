package dev.pawl.checkpoint.error;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that must never reach a log, an error, progress or the checkpoint. */
public final class Secrets {
    /** Stands for a secret. */
    public static final String HIDDEN = "*********(redacted)";

    /** Certificates too, where Kafka hides them. */
    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(secret|password|passwd|passphrase|pwd|token|credential|sasl\\.jaas\\.config"
                    + "|keystore\\.(key|certificate)|truststore\\.certificates"
                    + "|(access|account|private|encryption|api)[._-]?key).*");

    /** Before the host of a URL, or of what a library takes for the host of one. */
    private static final Pattern USER_INFO = Pattern.compile("(?<![^\\s/\"'(\\[=,])[^/@\\s:\"'(\\[=,]+:[^/\\s]+(?=@)");

    private static final Pattern SECRET_PARAMETER = Pattern.compile(
            "(?i)((?:password|passwd|passphrase|pwd|secret|token|sig|key|credential)\\w*\\s*=\\s*)([^&;,\\s\"']+|\"[^\"]*\"|'[^']*')");

    private Secrets() {}

    /** A value as it may be shown. */
    public static String shown(String name, String value) {
        return isSecret(name) ? HIDDEN : withoutSecrets(value);
    }

    /** Whether what has this name is a secret. */
    public static boolean isSecret(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    /** Whether a text looks as if a secret were in it. */
    public static boolean hasSecret(String text) {
        if (USER_INFO.matcher(text).find()) {
            return true;
        }
        Matcher parameter = SECRET_PARAMETER.matcher(text);
        while (parameter.find()) {
            if (!parameter.group(2).matches("[\"']*")) {
                return true;
            }
        }
        return false;
    }

    /** A text of unknown origin, such as the message of a library, without what looks like a secret in it. */
    public static String withoutSecrets(String text) {
        String users = USER_INFO.matcher(text).replaceAll(HIDDEN);
        return SECRET_PARAMETER.matcher(users).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
    }
}
