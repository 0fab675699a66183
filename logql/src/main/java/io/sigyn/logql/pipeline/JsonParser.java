package io.sigyn.logql.pipeline;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code | json}: every field of the line becomes a label, nested names joined by underscores. Reads the line once from
 * the left, as leniently as Loki; labels that were found before an error stay. Stops when all that the query asks for is
 * there. For one pipeline.
 */
final class JsonParser implements StagePlan.StageRun {
    static final String ERROR = "JSONParserErr";

    /** Deeper objects are skipped: their names would be longer than any name should be. */
    private static final int MAX_DEPTH = 128;

    /** Everything that was asked for has been found. Told apart by identity. */
    private static final String FOUND_ALL = new String("found all");

    private final LineState state;
    private final NameTable names;
    private byte[] prefix = new byte[64];
    private int position; // behind the value that was read last
    private boolean keyIsEscaped;

    private JsonParser(LineState state, NameDecisions decisions) {
        this.state = state;
        this.names = new NameTable(decisions, state);
    }

    static StagePlan plan() {
        NameDecisions decisions = new NameDecisions();
        return state -> new JsonParser(state, decisions);
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean run() {
        if (state.needs.none() || state.hasAllWanted()) {
            return true;
        }
        names.begin();
        String error = object(state.line, state.offset, state.offset + state.length, 0, 0);
        if (error != null && error != FOUND_ALL) {
            state.failParsing(ERROR, error);
        }
        return true;
    }

    /** Reads the object at {@code start}; the first {@code prefixLength} bytes of the prefix are the names around it. */
    private @Nullable String object(byte[] text, int start, int end, int prefixLength, int depth) {
        int i = JsonText.skipBlanks(text, start, end);
        if (i == end || text[i] != '{') {
            return JsonText.MALFORMED_OBJECT;
        }
        i = JsonText.skipBlanks(text, i + 1, end);
        if (i == end) {
            return JsonText.MALFORMED;
        }
        while (i < end) {
            if (text[i] == '}') {
                position = i + 1;
                return null;
            }
            if (text[i] != '"') {
                return JsonText.MALFORMED_OBJECT;
            }
            int keyStart = i + 1;
            long scanned = JsonText.scanString(text, keyStart, end);
            if (scanned < 0) {
                return JsonText.MALFORMED;
            }
            int keyEnd = (int) (scanned >>> 2);
            keyIsEscaped = (scanned & JsonText.ESCAPED) != 0;
            i = JsonText.skipBlanks(text, keyEnd + 1, end);
            if (i == end || text[i] != ':') {
                return JsonText.MALFORMED;
            }
            i = JsonText.skipBlanks(text, i + 1, end);
            if (i == end) {
                return JsonText.MALFORMED;
            }
            String error = member(text, keyStart, keyEnd, i, end, prefixLength, depth);
            if (error != null) {
                return error;
            }
            i = JsonText.skipBlanks(text, position, end);
            if (i == end) {
                return JsonText.MALFORMED_ARRAY;
            }
            if (text[i] == '}') {
                position = i + 1;
                return null;
            }
            if (text[i] != ',') {
                return JsonText.MALFORMED_OBJECT;
            }
            i = JsonText.skipBlanks(text, i + 1, end);
            if (i == end) {
                return JsonText.MALFORMED_ARRAY;
            }
        }
        return JsonText.MALFORMED_OBJECT;
    }

    private @Nullable String member(
            byte[] text, int keyStart, int keyEnd, int valueStart, int end, int prefixLength, int depth) {
        byte[] key = text;
        int keyFrom = keyStart;
        int keyLength = keyEnd - keyStart;
        if (keyIsEscaped) {
            key = state.scratch(keyLength);
            keyFrom = state.scratchStart();
            keyLength = JsonText.unescape(text, keyStart, keyEnd, key, keyFrom);
            if (keyLength < 0) {
                return JsonText.MALFORMED_ESCAPE;
            }
            state.useScratch(keyLength);
        }
        return switch (text[valueStart]) {
            case '"' -> string(text, key, keyFrom, keyLength, valueStart, end, prefixLength);
            case '[' -> {
                position = JsonText.blockEnd(text, valueStart, end, (byte) '[', (byte) ']');
                if (position < 0) {
                    yield JsonText.MALFORMED_ARRAY;
                }
                yield null;
            }
            case '{' -> nested(text, key, keyFrom, keyLength, valueStart, end, prefixLength, depth);
            default -> scalar(text, key, keyFrom, keyLength, valueStart, end, prefixLength);
        };
    }

    private @Nullable String string(
            byte[] text, byte[] key, int keyFrom, int keyLength, int valueStart, int end, int prefixLength) {
        long scanned = JsonText.scanString(text, valueStart + 1, end);
        if (scanned < 0) {
            return JsonText.MALFORMED_STRING;
        }
        int stringEnd = (int) (scanned >>> 2);
        position = stringEnd + 1;
        NameRef ref = resolve(key, keyFrom, keyLength, prefixLength);
        if (ref == null) {
            return null;
        }
        if ((scanned & (JsonText.ESCAPED | JsonText.BEYOND_ASCII)) == 0) {
            state.extract(ref, text, valueStart + 1, stringEnd - valueStart - 1);
        } else {
            CleanValues.extractJsonString(state, ref, text, valueStart + 1, stringEnd);
        }
        return foundAll();
    }

    private @Nullable String nested(
            byte[] text, byte[] key, int keyFrom, int keyLength, int valueStart, int end, int prefixLength, int depth) {
        int blockEnd = position;
        boolean bounded = depth > 0; // then the object around it is known to be closed, and so is this one
        int length = appendPrefix(key, keyFrom, keyLength, prefixLength);
        boolean enter = depth < MAX_DEPTH && state.needs.wantsPrefix(prefix, length);
        if (!bounded || !enter) {
            blockEnd = JsonText.blockEnd(text, valueStart, end, (byte) '{', (byte) '}');
            if (blockEnd < 0) {
                return JsonText.MALFORMED_OBJECT;
            }
        }
        if (enter) {
            String error = object(text, valueStart, bounded ? end : blockEnd, length, depth + 1);
            if (error != null) {
                return error;
            }
        }
        position = bounded && enter ? position : blockEnd;
        return null;
    }

    private @Nullable String scalar(
            byte[] text, byte[] key, int keyFrom, int keyLength, int valueStart, int end, int prefixLength) {
        int tokenEnd = JsonText.tokenEnd(text, valueStart, end);
        position = tokenEnd;
        if (JsonText.isScalar(text, valueStart, tokenEnd)) {
            NameRef ref = resolve(key, keyFrom, keyLength, prefixLength);
            if (ref != null) {
                state.extract(ref, text, valueStart, tokenEnd - valueStart);
                return foundAll();
            }
            return null;
        }
        return JsonText.isNull(text, valueStart, tokenEnd) ? null : JsonText.UNKNOWN_TYPE;
    }

    private @Nullable String foundAll() {
        return state.hasAllWanted() ? FOUND_ALL : null;
    }

    private @Nullable NameRef resolve(byte[] key, int from, int length, int prefixLength) {
        if (prefixLength == 0) {
            return names.resolve(key, from, length);
        }
        return names.resolve(prefix, 0, appendPrefix(key, from, length, prefixLength));
    }

    /** Puts a key behind the names around it, with runes that a name cannot have replaced; returns the new length. */
    private int appendPrefix(byte[] key, int from, int length, int prefixLength) {
        int start = from;
        int end = from + length;
        while (start < end && isBlank(key[start])) {
            start++;
        }
        while (end > start && isBlank(key[end - 1])) {
            end--;
        }
        int needed = prefixLength + (end - start) + 2;
        if (needed > prefix.length) {
            prefix = Arrays.copyOf(prefix, 2 * needed);
        }
        int o = prefixLength;
        if (start == end) {
            return o;
        }
        if (o > 0) {
            prefix[o++] = '_';
        } else if (key[start] >= '0' && key[start] <= '9') {
            prefix[o++] = '_';
        }
        for (int i = start; i < end; i++) {
            byte b = key[i];
            if (b >= 0) {
                prefix[o++] = LabelNames.isNameChar((char) b) ? b : (byte) '_';
            } else if ((b & 0xC0) != 0x80) {
                prefix[o++] = '_'; // one for the rune, none for the bytes that go on with it
            }
        }
        return o;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }
}
