package io.sigyn.model;

/**
 * Strings in double quotes as Go's {@code strconv.Quote} writes them: the spelling of labels in Loki's API. A half of a
 * surrogate pair that stands alone, U+DC80 to U+DCFF, is a byte that is not UTF-8.
 */
public final class GoQuote {
    private static final String HEX = "0123456789abcdef";

    private GoQuote() {}

    public static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); ) {
            int rune = text.codePointAt(i);
            i += Character.charCount(rune);
            switch (rune) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case 7 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case 11 -> out.append("\\v");
                default -> appendRune(out, rune);
            }
        }
        return out.append('"').toString();
    }

    private static void appendRune(StringBuilder out, int rune) {
        if (isPrintable(rune)) {
            out.appendCodePoint(rune);
        } else if (rune < ' ' || rune == 0x7f || (rune >= 0xDC80 && rune <= 0xDCFF)) {
            hex(out.append("\\x"), rune, 2);
        } else if (rune < 0x10000) {
            hex(out.append("\\u"), rune, 4);
        } else {
            hex(out.append("\\U"), rune, 8);
        }
    }

    private static void hex(StringBuilder out, int rune, int digits) {
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            out.append(HEX.charAt((rune >> shift) & 15));
        }
    }

    /** Go's notion of what can be shown: letters, marks, numbers, punctuation, symbols and the ASCII space. */
    public static boolean isPrintable(int rune) {
        if (rune == ' ') {
            return true;
        }
        return switch (Character.getType(rune)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
