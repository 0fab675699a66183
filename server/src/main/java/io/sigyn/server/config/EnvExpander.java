package io.sigyn.server.config;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables into a text, as {@code -config.expand-env} asks for: {@code ${VAR}}, {@code
 * ${VAR:-default}}, {@code $VAR}. A variable that is not set is empty; {@code $$} is a dollar sign.
 */
final class EnvExpander {
    private static final Pattern REFERENCE = Pattern.compile(
            "\\$(?:(\\$)|\\{([A-Za-z_][A-Za-z0-9_]*)(?::?[-=]([^}]*)|:([^}]*))?}|([A-Za-z_][A-Za-z0-9_]*))");

    private EnvExpander() {}

    static String expand(String text, UnaryOperator<@Nullable String> environment) {
        Matcher reference = REFERENCE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (reference.find()) {
            reference.appendReplacement(out, Matcher.quoteReplacement(value(reference, environment)));
        }
        return reference.appendTail(out).toString();
    }

    private static String value(Matcher reference, UnaryOperator<@Nullable String> environment) {
        if (reference.group(1) != null) {
            return "$";
        }
        String braced = reference.group(2);
        String name = braced != null ? braced : reference.group(5);
        String value = environment.apply(name);
        if (value != null && !value.isEmpty()) {
            return value;
        }
        String fallback = reference.group(3) != null ? reference.group(3) : reference.group(4);
        return fallback == null ? "" : fallback;
    }
}
