package io.sigyn.ruler.relabel;

import io.sigyn.logql.regex.GroupRegex;
import io.sigyn.model.Labels;
import io.trino.re2j.PatternSyntaxException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One rule of a relabelling, with the meaning, the defaults and the checks of Prometheus. Immutable, thread-safe. */
public final class RelabelRule {
    private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern LABEL_TEMPLATE = Pattern.compile("(?:(?:[a-zA-Z_]|\\$(?:\\{\\w+\\}|\\w+))+\\w*)+");
    private static final int LAST_HALF_OF_MD5 = 8;

    /** What a rule does with the value that it has put together. */
    public enum Action {
        REPLACE,
        KEEP,
        DROP,
        KEEPEQUAL,
        DROPEQUAL,
        HASHMOD,
        LABELMAP,
        LABELDROP,
        LABELKEEP,
        LOWERCASE,
        UPPERCASE
    }

    /** A rule as it is written; what is not written has the default. */
    public record Fields(
            List<String> sourceLabels,
            String separator,
            String regex,
            long modulus,
            String targetLabel,
            String replacement,
            Action action) {
        public Fields {
            sourceLabels = List.copyOf(sourceLabels);
        }

        /** Replaces nothing yet. */
        public static Fields defaults() {
            return new Fields(List.of(), ";", "(.*)", 0, "", "$1", Action.REPLACE);
        }

        public Fields withSourceLabels(List<String> changed) {
            return new Fields(changed, separator, regex, modulus, targetLabel, replacement, action);
        }

        public Fields withSeparator(String changed) {
            return new Fields(sourceLabels, changed, regex, modulus, targetLabel, replacement, action);
        }

        public Fields withRegex(String changed) {
            return new Fields(sourceLabels, separator, changed, modulus, targetLabel, replacement, action);
        }

        public Fields withModulus(long changed) {
            return new Fields(sourceLabels, separator, regex, changed, targetLabel, replacement, action);
        }

        public Fields withTargetLabel(String changed) {
            return new Fields(sourceLabels, separator, regex, modulus, changed, replacement, action);
        }

        public Fields withReplacement(String changed) {
            return new Fields(sourceLabels, separator, regex, modulus, targetLabel, changed, action);
        }

        public Fields withAction(Action changed) {
            return new Fields(sourceLabels, separator, regex, modulus, targetLabel, replacement, changed);
        }
    }

    private final Fields fields;
    private final GroupRegex regex;

    /** @throws IllegalArgumentException if the fields do not make a rule; the message says what is missing */
    public RelabelRule(Fields fields) {
        this.fields = fields;
        fields.sourceLabels.forEach(name -> check(LABEL_NAME.matcher(name).matches(), "source_labels", name));
        switch (fields.action) {
            case REPLACE ->
                check(LABEL_TEMPLATE.matcher(fields.targetLabel).matches(), "target_label", fields.targetLabel);
            case HASHMOD, LOWERCASE, UPPERCASE, KEEPEQUAL, DROPEQUAL ->
                check(LABEL_NAME.matcher(fields.targetLabel).matches(), "target_label", fields.targetLabel);
            case LABELMAP ->
                check(LABEL_TEMPLATE.matcher(fields.replacement).matches(), "replacement", fields.replacement);
            case KEEP, DROP, LABELDROP, LABELKEEP -> {}
        }
        if (fields.action == Action.HASHMOD && fields.modulus <= 0) {
            throw new IllegalArgumentException("modulus: " + fields.modulus + " (expected: more than 0 for hashmod)");
        }
        try {
            this.regex = GroupRegex.compile("^(?s:" + fields.regex + ")$");
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("regex: " + e.getMessage(), e);
        }
    }

    private void check(boolean good, String field, String value) {
        if (!good) {
            throw new IllegalArgumentException(field + ": \"" + value + "\" (expected: a label's name, for "
                    + fields.action.name().toLowerCase(Locale.ROOT) + ")");
        }
    }

    /** The labels afterwards, or empty if they are dropped. */
    Optional<Labels> apply(Labels labels) {
        String value =
                fields.sourceLabels.stream().map(labels::getOrEmpty).collect(Collectors.joining(fields.separator));
        return switch (fields.action) {
            case KEEP -> Optional.of(labels).filter(kept -> matches(value));
            case DROP -> Optional.of(labels).filter(kept -> !matches(value));
            case KEEPEQUAL -> Optional.of(labels).filter(kept -> value.equals(kept.getOrEmpty(fields.targetLabel)));
            case DROPEQUAL -> Optional.of(labels).filter(kept -> !value.equals(kept.getOrEmpty(fields.targetLabel)));
            case REPLACE -> Optional.of(replace(labels, value));
            case HASHMOD -> Optional.of(set(labels, fields.targetLabel, hash(value)));
            case LOWERCASE -> Optional.of(set(labels, fields.targetLabel, value.toLowerCase(Locale.ROOT)));
            case UPPERCASE -> Optional.of(set(labels, fields.targetLabel, value.toUpperCase(Locale.ROOT)));
            case LABELMAP -> Optional.of(map(labels));
            case LABELDROP -> Optional.of(only(labels, false));
            case LABELKEEP -> Optional.of(only(labels, true));
        };
    }

    private boolean matches(String value) {
        return match(value) != null;
    }

    private @Nullable Replacement match(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        GroupRegex.Match match = regex.match(bytes, 0, bytes.length);
        return match == null ? null : new Replacement(bytes, match, regex.names());
    }

    private Labels replace(Labels labels, String value) {
        Replacement match = match(value);
        if (match == null) {
            return labels;
        }
        String target = match.expand(fields.targetLabel);
        return LABEL_NAME.matcher(target).matches() ? set(labels, target, match.expand(fields.replacement)) : labels;
    }

    private Labels map(Labels labels) {
        Labels mapped = labels;
        for (int i = 0; i < labels.size(); i++) {
            Replacement match = match(labels.name(i));
            if (match != null) {
                mapped = set(mapped, match.expand(fields.replacement), labels.value(i));
            }
        }
        return mapped;
    }

    private Labels only(Labels labels, boolean matching) {
        Labels left = labels;
        for (int i = 0; i < labels.size(); i++) {
            if (matches(labels.name(i)) != matching) {
                left = left.without(labels.name(i));
            }
        }
        return left;
    }

    /** An empty value is no label. */
    private static Labels set(Labels labels, String name, String value) {
        return value.isEmpty() ? labels.without(name) : labels.with(name, value);
    }

    private String hash(String value) {
        try {
            byte[] md5 = MessageDigest.getInstance("MD5").digest(value.getBytes(StandardCharsets.UTF_8));
            long last = ByteBuffer.wrap(md5).getLong(LAST_HALF_OF_MD5);
            return new BigInteger(Long.toUnsignedString(last))
                    .mod(BigInteger.valueOf(fields.modulus))
                    .toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RelabelRule that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
