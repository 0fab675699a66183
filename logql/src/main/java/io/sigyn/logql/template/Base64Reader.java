package io.sigyn.logql.template;

/** Reads base 64 as Go's {@code base64.StdEncoding} does: line breaks do not count, padding must be there. For one use. */
final class Base64Reader {
    private final String text;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private Base64Reader(String text) {
        this.text = text;
    }

    /** The bytes, or instead of them the text of the error that says where it went wrong. */
    static String read(String text) {
        Base64Reader reader = new Base64Reader(text);
        int problem = -1;
        while (problem < 0 && reader.at < text.length()) {
            problem = reader.group();
        }
        return problem < 0 ? reader.out.toString() : "illegal base64 data at input byte " + problem;
    }

    /** Reads four characters; gives the position of what is wrong, or -1. */
    private int group() {
        int bits = 0;
        for (int count = 0; count < 4; ) {
            if (at == text.length()) {
                return count == 0 ? -1 : at - count;
            }
            char c = text.charAt(at++);
            int value = value(c);
            if (value >= 0) {
                bits = bits << 6 | value;
                count++;
            } else if (c == '=') {
                return padding(bits, count);
            } else if (c != '\n' && c != '\r') {
                return at - 1;
            }
        }
        out.append((char) (bits >> 16)).append((char) (bits >> 8 & 0xFF)).append((char) (bits & 0xFF));
        return -1;
    }

    private int padding(int bits, int count) {
        if (count < 2) {
            return at - 1;
        }
        if (count == 2) {
            skipLineBreaks();
            if (at == text.length()) {
                return at;
            } else if (text.charAt(at) != '=') {
                return at - 1;
            }
            at++;
        }
        skipLineBreaks();
        if (at < text.length()) {
            return at;
        }
        if (count == 2) {
            out.append((char) (bits >> 4));
        } else {
            out.append((char) (bits >> 10)).append((char) (bits >> 2 & 0xFF));
        }
        return -1;
    }

    private void skipLineBreaks() {
        while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
            at++;
        }
    }

    private static int value(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        } else if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        } else if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }
}
