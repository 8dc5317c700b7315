package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.Secrets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The text of a pipeline as it may be kept: a secret that is written in it is a variable instead, and values of variables that are
 * secret are left out. A secret is what is called so, like the options that are never shown, or looks so, like a password in
 * a URL. Only values of options and configurations are cut out, so that no other secret can change what the text means.
 *
 * @param text with variables by their names
 * @param values of variables that were given and are no secrets
 * @param secrets names of variables that are
 * @param secretLine where a secret stands that cannot be cut out; a text with one must not be kept
 */
public record KeepableText(String text, Map<String, String> values, Set<String> secrets, OptionalInt secretLine) {
    /** Shorter ones would be found everywhere. */
    private static final int SECRET_CHARS_MIN = 4;

    public KeepableText {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
        secrets = Collections.unmodifiableSet(new TreeSet<>(secrets));
    }

    /**
     * @param text of the file
     * @param given values of variables; those of the environment belong to the machine, and are not kept
     * @param pipeline what the text means with its variables replaced
     */
    public static KeepableText of(String text, Map<String, String> given, Pipeline pipeline) {
        return new Writer(text, secretValues(pipeline)).write(given);
    }

    /** The values of options and configurations that are secret by their names. */
    private static Set<String> secretValues(Pipeline pipeline) {
        Set<String> found = new TreeSet<>();
        pipeline.confs()
                .filter(conf -> Secrets.isSecret(conf.key()))
                .map(SetConf::value)
                .forEach(found::add);
        pipeline.sources().forEach(source -> addSecrets(source.options(), found));
        pipeline.tables().forEach(table -> addSecrets(table.properties(), found));
        found.removeIf(value -> value.length() < SECRET_CHARS_MIN);
        return found;
    }

    private static void addSecrets(Map<String, String> options, Set<String> found) {
        options.forEach((name, value) -> {
            if (Secrets.isSecret(name)) {
                found.add(value);
            }
        });
    }

    /** Goes through a text once. */
    private static final class Writer {
        private final List<TextToken> tokens;
        private final Set<String> secretValues;
        private final StringBuilder out = new StringBuilder();
        private final Set<String> used = new TreeSet<>();
        private final Set<String> secrets = new TreeSet<>();

        /** What a variable stands for that was not one in the file. */
        private final Map<String, String> replaced = new LinkedHashMap<>();

        /** Texts that are kept as they are: by chance, or by mistake, a secret may stand in one again. */
        private final List<TextToken> literals = new ArrayList<>();

        private String owner = "";
        private int at;

        Writer(String text, Set<String> secretValues) {
            this.tokens = TextToken.of(text);
            this.secretValues = secretValues;
            tokens.forEach(token -> used.addAll(names(token)));
        }

        KeepableText write(Map<String, String> given) {
            boolean isAtStart = true;
            while (at < tokens.size()) {
                TextToken token = tokens.get(at);
                if (isAtStart && token.isWord("SET")) {
                    configuration();
                } else if (token.isWord("OPTIONS") || token.isWord("TBLPROPERTIES")) {
                    properties();
                } else {
                    if (token.isWord("VIEW") || token.isWord("TABLE")) {
                        owner = nameAfter(at);
                    }
                    keep(token, "");
                    at++;
                    if (token.isWord("LOCATION")) {
                        location();
                    }
                }
                isAtStart = token.is(";") || (isAtStart && !token.isCode());
            }
            return finished(given);
        }

        private static List<String> names(TextToken token) {
            return token.variables().stream().map(TextToken.Variable::name).toList();
        }

        private String nameAfter(int index) {
            for (int i = index + 1; i < tokens.size(); i++) {
                TextToken token = tokens.get(i);
                if (token.isCode() && !token.isWord("IF") && !token.isWord("NOT") && !token.isWord("EXISTS")) {
                    return token.content();
                }
            }
            return "";
        }

        /** {@code LOCATION 'path'} is an option too. */
        private void location() {
            keepSpace();
            if (at < tokens.size() && tokens.get(at).kind() == TextToken.Kind.STRING) {
                keep(tokens.get(at++), ofOwner("path"));
            }
        }

        private String ofOwner(String option) {
            return owner.isEmpty() ? option : owner + "." + option;
        }

        /** {@code SET key = value;}, where the value is everything up to the end. */
        private void configuration() {
            keep(tokens.get(at++), "");
            StringBuilder key = new StringBuilder();
            while (at < tokens.size()
                    && !tokens.get(at).is("=")
                    && !tokens.get(at).is(";")) {
                TextToken token = tokens.get(at++);
                key.append(token.isCode() ? token.content() : "");
                keep(token, "");
            }
            if (at < tokens.size() && tokens.get(at).is("=")) {
                keep(tokens.get(at++), "");
                keepSpace();
                List<TextToken> value = new ArrayList<>();
                while (at < tokens.size() && !tokens.get(at).is(";")) {
                    value.add(tokens.get(at++));
                }
                StringBuilder bare = new StringBuilder();
                value.forEach(token -> bare.append(token.kind() == TextToken.Kind.VARIABLE ? "" : token.bareContent()));
                boolean isSecret = Secrets.isSecret(key.toString());
                if (isSecret && bare.toString().isBlank()) {
                    keepAsSecret(value);
                } else if (isSecret || Secrets.hasSecret(bare.toString())) {
                    replace(key.toString(), value, "");
                } else {
                    value.forEach(token -> keep(token, key.toString()));
                }
            }
        }

        /** {@code (key value, 'key' = 'value', …)}. */
        private void properties() {
            keep(tokens.get(at++), "");
            keepSpace();
            if (at == tokens.size() || !tokens.get(at).is("(")) {
                return;
            }
            keep(tokens.get(at++), "");
            while (at < tokens.size() && !tokens.get(at).is(")")) {
                if (tokens.get(at).isCode() && !tokens.get(at).is(",")) {
                    property();
                } else {
                    keep(tokens.get(at++), "");
                }
            }
        }

        private void property() {
            StringBuilder key = new StringBuilder();
            while (at < tokens.size() && tokens.get(at).isCode() && !endsKey(tokens.get(at))) {
                TextToken token = tokens.get(at++);
                key.append(token.content());
                keep(token, "");
            }
            keepSpace();
            if (at < tokens.size() && tokens.get(at).is("=")) {
                keep(tokens.get(at++), "");
                keepSpace();
            }
            List<TextToken> value = new ArrayList<>();
            while (at < tokens.size()
                    && !tokens.get(at).is(",")
                    && !tokens.get(at).is(")")) {
                value.add(tokens.get(at++));
            }
            String name = ofOwner(key.toString());
            if (!Secrets.isSecret(key.toString())) {
                value.forEach(token -> keep(token, name));
            } else if (saysNoSecret(key.toString(), value)) {
                keepAsSecret(value);
            } else {
                replace(name, value, "'");
            }
        }

        private static boolean endsKey(TextToken token) {
            return token.is("=") || token.is(",") || token.is(")");
        }

        /** Whether all that is secret in the value of a secret option is in variables. */
        private static boolean saysNoSecret(String key, List<TextToken> value) {
            boolean isLogin = key.endsWith("sasl.jaas.config");
            for (TextToken token : value) {
                boolean isBare = !token.isCode()
                        || token.kind() == TextToken.Kind.VARIABLE
                        || (token.kind() == TextToken.Kind.STRING
                                && token.bareContent().isBlank());
                boolean isLoginWithVariables =
                        isLogin && !token.variables().isEmpty() && !Secrets.hasSecret(token.bareContent());
                if (!isBare && !isLoginWithVariables) {
                    return false;
                }
            }
            return true;
        }

        private void keepSpace() {
            while (at < tokens.size() && !tokens.get(at).isCode()) {
                keep(tokens.get(at++), "");
            }
        }

        private void keepAsSecret(List<TextToken> value) {
            value.forEach(token -> {
                secrets.addAll(names(token));
                out.append(token.kind() == TextToken.Kind.COMMENT ? comment(token.text()) : token.text());
            });
        }

        private void replace(String name, List<TextToken> value, String quote) {
            StringBuilder text = new StringBuilder();
            value.forEach(token -> text.append(token.isCode() ? token.content() : token.text()));
            out.append(quote).append(variable(name, text.toString().strip())).append(quote);
        }

        /** It means nothing, so what is cut from it changes nothing; what makes it a comment stays. */
        private String comment(String text) {
            int end = text.startsWith("/*") ? text.length() - 2 : text.length();
            String said = Secrets.withoutSecrets(text.substring(2, end));
            for (String value : secretValues) {
                said = said.replace(value, Secrets.HIDDEN);
            }
            return text.substring(0, 2) + said + text.substring(end);
        }

        /** @param name of a variable in the place of a value with a secret in it; empty for what is no value */
        private void keep(TextToken token, String name) {
            if (token.kind() == TextToken.Kind.COMMENT) {
                out.append(comment(token.text()));
            } else if (!name.isEmpty()
                    && token.kind() == TextToken.Kind.STRING
                    && Secrets.hasSecret(token.bareContent())) {
                char quote = token.text().charAt(0);
                out.append(quote).append(variable(name, token.content())).append(quote);
            } else {
                for (String variable : names(token)) {
                    if (Secrets.hasSecret(token.contentWith(variable, "x"))) {
                        secrets.add(variable);
                    }
                }
                if (!name.isEmpty() || token.kind() == TextToken.Kind.STRING) {
                    literals.add(token);
                }
                out.append(token.text());
            }
        }

        private String unique(String name) {
            String unique = name;
            for (int i = 2; used.contains(unique); i++) {
                unique = name + "-" + i;
            }
            used.add(unique);
            return unique;
        }

        private String variable(String name, String content) {
            String unique = unique(name);
            secrets.add(unique);
            replaced.put(unique, content);
            return "${" + unique + "}";
        }

        /** What was found to be secret at one place may stand at another. */
        private KeepableText finished(Map<String, String> given) {
            Set<String> hidden = new TreeSet<>(secretValues);
            hidden.addAll(replaced.values());
            hidden.removeIf(value -> value.length() < SECRET_CHARS_MIN);
            Map<String, String> values = new TreeMap<>();
            given.forEach((name, value) -> {
                boolean isSecret = secrets.contains(name)
                        || Secrets.isSecret(name)
                        || Secrets.hasSecret(value)
                        || hidden.stream().anyMatch(value::contains);
                if (isSecret && used.contains(name)) {
                    secrets.add(name);
                } else if (used.contains(name)) {
                    values.put(name, value);
                }
            });
            String kept = out.toString();
            secrets.removeIf(name -> !kept.contains("${" + name + "}"));
            return new KeepableText(kept, values, secrets, lineOfOne(hidden));
        }

        private OptionalInt lineOfOne(Set<String> hidden) {
            return literals.stream()
                    .filter(token -> hidden.stream().anyMatch(token.bareContent()::contains))
                    .mapToInt(this::line)
                    .findFirst();
        }

        private int line(TextToken token) {
            long before = tokens.stream()
                    .takeWhile(each -> each.start() < token.start())
                    .flatMapToInt(each -> each.text().chars())
                    .filter(c -> c == '\n')
                    .count();
            return Math.toIntExact(before + 1);
        }
    }
}
