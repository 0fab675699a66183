package io.sigyn.ruler.rule;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Texts as Go's YAML library spells them, which is how Loki answers: plain where that reads back as the same text, else in
 * single or double quotes, several lines as a block. Stateless.
 */
final class YamlText {
    private static final Set<String> WORDS = Set.of(
            "", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", "<<", ".nan", ".NaN",
            ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", "y", "Y", "yes",
            "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF");
    private static final Pattern NUMBER = Pattern.compile(
            "[-+]?(\\.[0-9]+|[0-9][0-9_]*(\\.[0-9_]*)?)([eE][-+]?[0-9]+)?"
                    + "|[-+]?0[xX][0-9a-fA-F_]+|[-+]?0[bB][01_]+|[-+]?0[oO]?[0-7_]+|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\\.[0-9]+)?.*)?");
    private static final String INDICATORS = "#,[]{}&*!|>'\"%@`";
    private static final String BREAKS = "\n\r\u0085\u2028\u2029";

    private YamlText() {}

    /** As a value; a block of lines is indented by so many spaces. */
    static String scalar(String text, int blockIndent) {
        Form form = new Form(text);
        boolean several = text.indexOf('\n') >= 0;
        if (several && form.block) {
            return block(text, blockIndent);
        } else if (!several && !isOtherType(text)) {
            return form.plain ? text : quoted(text, form);
        }
        return doubleQuoted(text);
    }

    /** As a key of a mapping. */
    static String key(String text) {
        Form form = new Form(text);
        if (text.indexOf('\n') >= 0 || isOtherType(text)) {
            return doubleQuoted(text);
        }
        return form.plain ? text : quoted(text, form);
    }

    private static String quoted(String text, Form form) {
        return form.singleQuoted ? "'" + text.replace("'", "''") + "'" : doubleQuoted(text);
    }

    private static boolean isOtherType(String text) {
        return WORDS.contains(text)
                || NUMBER.matcher(text).matches()
                || TIME.matcher(text).matches();
    }

    /** In which ways a text can be written. */
    private static final class Form {
        boolean plain = true;
        boolean singleQuoted = true;
        boolean block = true;

        Form(String text) {
            boolean indicators = text.startsWith("---") || text.startsWith("...");
            boolean special = false;
            boolean breakThenSpace = false;
            boolean spaceThenBreak = false;
            boolean lines = false;
            for (int i = 0; i < text.length(); ) {
                int rune = text.codePointAt(i);
                int next = i + Character.charCount(rune);
                indicators |= isIndicator(text, i, next, rune);
                special |= rune == '\t' || !isPrintable(rune);
                if (isBreak(rune)) {
                    lines = true;
                    spaceThenBreak |= i > 0 && text.charAt(i - 1) == ' ';
                } else if (rune == ' ') {
                    breakThenSpace |= i > 0 && isBreak(text.charAt(i - 1));
                }
                i = next;
            }
            boolean blankEnds = !text.isEmpty() && (isBlank(text.charAt(0)) || isBlank(text.charAt(text.length() - 1)));
            plain = !(indicators || special || lines || blankEnds || text.isEmpty());
            singleQuoted = !(special || breakThenSpace || spaceThenBreak);
            block = !(text.isEmpty() || isBlank(text.charAt(0)) || text.endsWith(" ") || spaceThenBreak || isOdd(text));
        }

        private static boolean isBlank(char c) {
            return c == ' ' || isBreak(c);
        }

        /** Whether a text has letters that a block cannot have, or line ends that one reader sees and another does not. */
        private static boolean isOdd(String text) {
            return text.codePoints()
                    .anyMatch(rune -> (rune != '\t' && !isPrintable(rune)) || (rune != '\n' && isBreak(rune)));
        }

        private static boolean isIndicator(String text, int at, int next, int rune) {
            boolean blankAfter = next >= text.length() || isSpaceOrBreak(text.charAt(next));
            if (at == 0) {
                boolean alone = rune == '?' || rune == ':' || rune == '-';
                return rune < 0x80 && (INDICATORS.indexOf(rune) >= 0 || (alone && blankAfter));
            }
            return (rune == ':' && blankAfter) || (rune == '#' && isSpaceOrBreak(text.charAt(at - 1)));
        }
    }

    private static boolean isSpaceOrBreak(int c) {
        return c == ' ' || c == '\t' || isBreak(c);
    }

    private static boolean isBreak(int c) {
        return BREAKS.indexOf(c) >= 0;
    }

    /** As that library says; it takes what lies beyond the basic plane for unprintable. */
    private static boolean isPrintable(int rune) {
        return rune == '\n'
                || (rune >= ' ' && rune <= '~')
                || (rune >= 0xA0 && rune <= 0xD7FF)
                || (rune >= 0xE000 && rune <= 0xFFFD && rune != 0xFEFF);
    }

    private static String block(String text, int indent) {
        StringBuilder out = new StringBuilder("|");
        boolean endsWithBreak = text.endsWith("\n");
        if (!endsWithBreak) {
            out.append('-');
        } else if (isBreak(text.charAt(text.length() - 2))) {
            out.append('+');
        }
        String[] lines = (endsWithBreak ? text.substring(0, text.length() - 1) : text).split("\n", -1);
        for (String line : lines) {
            out.append('\n');
            if (!line.isEmpty()) {
                out.append(" ".repeat(indent)).append(line);
            }
        }
        return out.toString();
    }

    private static String doubleQuoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(rune -> {
            switch (rune) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case 0 -> out.append("\\0");
                case 7 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case 11 -> out.append("\\v");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                case 27 -> out.append("\\e");
                default -> escaped(out, rune);
            }
        });
        return out.append('"').toString();
    }

    private static void escaped(StringBuilder out, int rune) {
        if (isPrintable(rune) && !isBreak(rune)) {
            out.appendCodePoint(rune);
        } else {
            String form = rune <= 0xFF ? "\\x%02X" : rune <= 0xFFFF ? "\\u%04X" : "\\U%08X";
            out.append(String.format(java.util.Locale.ROOT, form, rune));
        }
    }

    /** The order of keys: letters before others, runs of digits by their number. */
    static int compareKeys(String left, String right) {
        int length = Math.min(left.length(), right.length());
        boolean digits = false;
        for (int i = 0; i < length; i++) {
            char l = left.charAt(i);
            char r = right.charAt(i);
            if (l == r) {
                digits = isDigit(l);
                continue;
            }
            boolean leftIsLetter = Character.isLetter(l);
            boolean rightIsLetter = Character.isLetter(r);
            if (leftIsLetter && rightIsLetter) {
                return Character.compare(l, r);
            } else if (leftIsLetter || rightIsLetter) {
                return (digits == leftIsLetter) ? -1 : 1;
            }
            return isDigit(l) || isDigit(r) ? compareNumbers(left, right, i) : Character.compare(l, r);
        }
        return Integer.compare(left.length(), right.length());
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int compareNumbers(String left, String right, int at) {
        int l = at;
        int r = at;
        while (l < left.length() && isDigit(left.charAt(l))) {
            l++;
        }
        while (r < right.length() && isDigit(right.charAt(r))) {
            r++;
        }
        return l != r ? Integer.compare(l, r) : Character.compare(left.charAt(at), right.charAt(at));
    }
}
