package io.sigyn.logql.parse;

import org.jspecify.annotations.Nullable;

/** What a Go string literal means, in double quotes or backticks. Stateless. */
final class GoUnquote {
    private GoUnquote() {}

    /** The meaning of a literal, or null if it is not one. Bytes that are not UTF-8 become U+FFFD. */
    static @Nullable String unquote(String literal) {
        int last = literal.length() - 1;
        if (last < 1 || literal.charAt(0) != literal.charAt(last)) {
            return null;
        }
        String body = literal.substring(1, last);
        if (literal.charAt(0) == '`') {
            return body.indexOf('`') >= 0 ? null : body.replace("\r", "");
        }
        return body.indexOf('\\') < 0
                ? body.indexOf('"') < 0 && body.indexOf('\n') < 0 ? body : null
                : new Escapes(body).decode();
    }

    private static final class Escapes {
        private final String body;
        private final java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        private int at;

        Escapes(String body) {
            this.body = body;
        }

        @Nullable
        String decode() {
            while (at < body.length()) {
                int rune = body.codePointAt(at);
                at += Character.charCount(rune);
                if (rune == '"' || rune == '\n' || (rune == '\\' && !escape())) {
                    return null;
                } else if (rune != '\\') {
                    append(rune);
                }
            }
            return out.toString(java.nio.charset.StandardCharsets.UTF_8);
        }

        private void append(int rune) {
            out.writeBytes(Character.toString(rune).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        private boolean escape() {
            if (at >= body.length()) {
                return false;
            }
            char kind = body.charAt(at++);
            switch (kind) {
                case 'a' -> out.write(7);
                case 'b' -> out.write('\b');
                case 'f' -> out.write('\f');
                case 'n' -> out.write('\n');
                case 'r' -> out.write('\r');
                case 't' -> out.write('\t');
                case 'v' -> out.write(11);
                case '\\', '"' -> out.write(kind);
                case 'x' -> {
                    int value = digits(16, 2);
                    out.write(value);
                    return value >= 0;
                }
                case 'u', 'U' -> {
                    int value = digits(16, kind == 'u' ? 4 : 8);
                    boolean valid = Character.isValidCodePoint(value) && (value < 0xD800 || value > 0xDFFF);
                    append(valid ? value : ' ');
                    return valid;
                }
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    at--;
                    int value = digits(8, 3);
                    out.write(value);
                    return value >= 0 && value <= 255;
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        /** So many digits as a number, or -1 if there are not so many; 32 bits at most. */
        private int digits(int base, int count) {
            if (at + count > body.length()) {
                return -1;
            }
            long value = 0;
            for (int i = 0; i < count; i++) {
                int digit = Character.digit(body.charAt(at++), base);
                if (digit < 0) {
                    return -1;
                }
                value = value * base + digit;
            }
            return value > Integer.MAX_VALUE ? -1 : (int) value;
        }
    }
}
