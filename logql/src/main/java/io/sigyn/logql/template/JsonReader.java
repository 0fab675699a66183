package io.sigyn.logql.template;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoFloat;
import io.sigyn.logql.go.GoString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into maps, lists, strings, doubles and booleans, as Go's {@code json.Unmarshal} does into an {@code
 * interface{}}. Strings are bytes. For one use.
 */
final class JsonReader {
    /** Deeper texts are refused, as are wrong ones; Go's limit is 10,000. */
    private static final int MAX_DEPTH = 1000;

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /** The value of a text, null if it is {@code null} or not JSON. */
    static @Nullable Object read(String text) {
        JsonReader reader = new JsonReader(text);
        try {
            Object value = reader.value();
            reader.blanks();
            return reader.at == text.length() ? value : null;
        } catch (GoException e) {
            return null;
        }
    }

    /** Leaves a text that is not JSON. */
    private static GoException wrong() {
        return new GoException("not JSON");
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong();
        }
        return text.charAt(at);
    }

    private char take() {
        char c = peek();
        at++;
        return c;
    }

    private boolean takeIf(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private @Nullable Object value() {
        blanks();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> nothing();
            default -> number();
        };
    }

    private @Nullable Object nothing() {
        word("null", "");
        return null;
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong();
        }
        at += word.length();
        return value;
    }

    private void enter() {
        at++;
        if (++depth > MAX_DEPTH) {
            throw wrong();
        }
        blanks();
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> object = new HashMap<>();
        enter();
        if (!takeIf('}')) {
            do {
                blanks();
                if (peek() != '"') {
                    throw wrong();
                }
                String name = string();
                blanks();
                if (take() != ':') {
                    throw wrong();
                }
                object.put(name, value());
                blanks();
            } while (takeIf(','));
            if (take() != '}') {
                throw wrong();
            }
        }
        depth--;
        return object;
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> array = new ArrayList<>();
        enter();
        if (!takeIf(']')) {
            do {
                array.add(value());
                blanks();
            } while (takeIf(','));
            if (take() != ']') {
                throw wrong();
            }
        }
        depth--;
        return array;
    }

    private Double number() {
        int start = at;
        takeIf('-');
        if (!takeIf('0')) {
            digits();
        }
        if (takeIf('.')) {
            digits();
        }
        if (takeIf('e') || takeIf('E')) {
            if (!takeIf('+')) {
                takeIf('-');
            }
            digits();
        }
        return GoFloat.parse(text.substring(start, at)); // Too large a number is an error of the whole text.
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw wrong();
        }
    }

    private String string() {
        at++;
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = peek();
            if (c == '"') {
                at++;
                return out.toString();
            } else if (c == '\\') {
                at++;
                escape(out);
            } else if (c < ' ') {
                throw wrong();
            } else {
                int decoded = GoString.decode(text, at);
                GoString.append(out, GoString.rune(decoded));
                at += GoString.width(decoded);
            }
        }
    }

    private void escape(StringBuilder out) {
        char c = take();
        switch (c) {
            case '"', '\\', '/' -> out.append(c);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> unicode(out);
            default -> throw wrong();
        }
    }

    /** Halves of a pair that stand alone become U+FFFD. */
    private void unicode(StringBuilder out) {
        int rune = hex();
        if (rune >= 0xD800 && rune < 0xDC00 && text.startsWith("\\u", at)) {
            int before = at;
            at += 2;
            int second = hex();
            if (second >= 0xDC00 && second < 0xE000) {
                rune = Character.toCodePoint((char) rune, (char) second);
            } else {
                at = before;
            }
        }
        GoString.append(out, rune);
    }

    private int hex() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            char c = take();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw wrong();
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
