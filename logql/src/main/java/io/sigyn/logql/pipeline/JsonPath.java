package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The steps of a path such as {@code request.headers["User-Agent"][0]}: keys of objects and places in arrays. Immutable. */
final class JsonPath {
    private final List<byte[]> keys; // empty for a place
    private final int[] indexes; // -1 for a key

    private JsonPath(List<byte[]> keys, int[] indexes) {
        this.keys = keys;
        this.indexes = indexes;
    }

    /** @throws LogQlSyntaxException if the text is not a path */
    static JsonPath parse(String text) {
        List<byte[]> keys = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        int i = 0;
        boolean needsField = true;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '[') {
                int end = bracketEnd(text, i);
                step(text, text.substring(i + 1, end), keys, indexes);
                i = end + 1;
                needsField = false;
            } else if (c == '.' && !needsField && i + 1 < text.length()) {
                i++;
                needsField = true;
            } else if (needsField && isFieldChar(c)) {
                int start = i;
                while (i < text.length() && (isFieldChar(text.charAt(i)) || isDigit(text.charAt(i)))) {
                    i++;
                }
                keys.add(text.substring(start, i).getBytes(StandardCharsets.UTF_8));
                indexes.add(-1);
                needsField = false;
            } else {
                throw invalid(text, "unexpected '" + c + "'");
            }
        }
        if (keys.isEmpty() || needsField) {
            throw invalid(text, "unexpected end");
        }
        return new JsonPath(keys, indexes.stream().mapToInt(Integer::intValue).toArray());
    }

    private static void step(String text, String inside, List<byte[]> keys, List<Integer> indexes) {
        if (inside.length() >= 2 && inside.startsWith("\"") && inside.endsWith("\"")) {
            String key = inside.substring(1, inside.length() - 1)
                    .replace("\\\"", "\"")
                    .replace("\\\\", "\\");
            keys.add(key.getBytes(StandardCharsets.UTF_8));
            indexes.add(-1);
        } else if (inside.matches("[0-9]{1,9}")) {
            keys.add(new byte[0]);
            indexes.add(Integer.parseInt(inside));
        } else {
            throw invalid(text, "unexpected [" + inside + "]");
        }
    }

    private static int bracketEnd(String text, int open) {
        boolean quoted = text.startsWith("\"", open + 1);
        for (int i = open + (quoted ? 2 : 1); i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (quoted && c == '"') {
                quoted = false;
            } else if (!quoted && c == ']') {
                return i;
            }
        }
        throw invalid(text, "no closing ]");
    }

    private static boolean isFieldChar(char c) {
        return c == '_' || Character.isLetter(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static LogQlSyntaxException invalid(String text, String reason) {
        return new LogQlSyntaxException("cannot parse expression [" + text + "]: " + reason);
    }

    int length() {
        return indexes.length;
    }

    boolean hasKey(int level, byte[] text, int from, int to) {
        return level < indexes.length
                && indexes[level] < 0
                && Arrays.equals(keys.get(level), 0, keys.get(level).length, text, from, to);
    }

    boolean hasIndex(int level, int index) {
        return level < indexes.length && indexes[level] == index;
    }
}
