package io.sigyn.ingester.pattern;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Finds the message in a line that is a JSON object, where it lies. Stateless. */
final class JsonMessage {
    private static final Set<String> NAMES = Set.of("log", "message", "msg", "msg_", "_msg", "content");
    private static final int LONGEST_NAME = 7;

    private JsonMessage() {}

    static boolean looksLikeJson(byte[] bytes, int from, int to) {
        int first = from;
        int last = to - 1;
        while (first < to && bytes[first] <= ' ' && bytes[first] >= 0) {
            first++;
        }
        while (last > first && bytes[last] <= ' ' && bytes[last] >= 0) {
            last--;
        }
        return first < last && bytes[first] == '{' && bytes[last] == '}';
    }

    /** Where the text of the first message of the outermost object is: start in the upper, end in the lower half; else 0. */
    static long find(byte[] bytes, int from, int to) {
        int depth = 0;
        boolean named = false; // the string before was a name that messages have
        boolean value = false; // what follows is the value of that name
        for (int at = from; at < to; at++) {
            switch (bytes[at]) {
                case '{', '[' -> {
                    depth++;
                    value = false;
                }
                case '}', ']' -> depth--;
                case ':' -> value = named;
                case ',' -> value = false;
                case '"' -> {
                    int end = endOfString(bytes, at + 1, to);
                    if (value && depth == 1) {
                        return (long) (at + 1) << 32 | end;
                    }
                    named = depth == 1 && isName(bytes, at + 1, end);
                    at = end;
                }
                default -> {
                    // blanks, numbers and words
                }
            }
        }
        return 0;
    }

    private static int endOfString(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return Math.min(at, to);
    }

    private static boolean isName(byte[] bytes, int from, int to) {
        return to - from <= LONGEST_NAME && NAMES.contains(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }
}
