package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.go.GoString;
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

    /** @throws LogQlSyntaxException if the text is not a path, in Loki's words */
    static JsonPath parse(String text) {
        List<byte[]> keys = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        PathTokens tokens = new PathTokens(text, true);
        String token = tokens.next();
        if (!token.equals("FIELD") && !token.equals("LSB")) {
            throw tokens.unexpected("LSB or FIELD");
        }
        while (!token.equals("$end")) {
            switch (token) {
                case "FIELD" -> addKey(tokens.text(), keys, indexes);
                case "LSB" -> step(tokens, keys, indexes);
                default -> throw tokens.unexpected("");
            }
            token = tokens.next();
            if (token.equals("DOT")) {
                token = tokens.next();
                if (!token.equals("FIELD")) {
                    throw tokens.unexpected("FIELD");
                }
            } else if (token.equals("FIELD")) {
                throw tokens.unexpected("");
            }
        }
        return new JsonPath(keys, indexes.stream().mapToInt(Integer::intValue).toArray());
    }

    private static void addKey(String key, List<byte[]> keys, List<Integer> indexes) {
        keys.add(GoString.utf8(key));
        indexes.add(-1);
    }

    private static void step(PathTokens tokens, List<byte[]> keys, List<Integer> indexes) {
        String token = tokens.next();
        if (token.equals("STRING")) {
            addKey(tokens.text(), keys, indexes);
        } else if (token.equals("INDEX")) {
            keys.add(new byte[0]);
            indexes.add(Integer.parseInt(tokens.text()));
        } else {
            throw tokens.unexpected("STRING or INDEX");
        }
        if (!tokens.next().equals("RSB")) {
            throw tokens.unexpected("RSB");
        }
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
