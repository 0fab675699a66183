package io.sigyn.logql.pipeline;

/** What names of labels may look like, and what becomes of others. Stateless. */
final class LabelNames {
    static final String ERROR = "__error__";
    static final String ERROR_DETAILS = "__error_details__";
    static final String PRESERVE_ERROR = "__preserve_error__";
    static final String DUPLICATE_SUFFIX = "_extracted";

    private LabelNames() {}

    /** Every rune but ASCII letters, digits and the underscore becomes one underscore; a digit in front gets one. */
    static String sanitize(String raw) {
        String key = raw.strip();
        boolean clean = key.isEmpty() || !isDigit(key.charAt(0));
        for (int i = 0; clean && i < key.length(); i++) {
            clean = isNameChar(key.charAt(i));
        }
        if (clean) {
            return key;
        }
        StringBuilder name = new StringBuilder(key.length() + 1);
        if (isDigit(key.charAt(0))) {
            name.append('_');
        }
        key.codePoints().forEach(rune -> name.appendCodePoint(rune < 0x80 && isNameChar((char) rune) ? rune : '_'));
        return name.toString();
    }

    static boolean isNameChar(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** How log queries show a name of structured metadata. */
    static String normalizeMetadata(String raw) {
        if (raw.isEmpty()) {
            return raw;
        }
        StringBuilder name = new StringBuilder(raw.length() + 4);
        char first = raw.charAt(0);
        boolean clean = true;
        for (int i = 0; i < raw.length(); ) {
            int rune = raw.codePointAt(i);
            boolean keep = rune < 0x80 ? isNameChar((char) rune) : Character.isLetter(rune) || Character.isDigit(rune);
            clean &= keep;
            name.appendCodePoint(keep ? rune : '_');
            i += Character.charCount(rune);
        }
        if (isDigit(first)) {
            name.insert(0, "key_");
        } else if (name.charAt(0) == '_' && !(name.length() > 1 && name.charAt(1) == '_')) {
            name.insert(0, "key");
        } else if (clean) {
            return raw;
        }
        return name.toString();
    }
}
