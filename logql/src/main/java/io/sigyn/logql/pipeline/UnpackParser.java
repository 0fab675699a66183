package io.sigyn.logql.pipeline;

import io.sigyn.logql.regex.ByteSearch;
import org.jspecify.annotations.Nullable;

/**
 * {@code | unpack}: undoes what packing did. The strings of a JSON object become labels and its {@code _entry} the line;
 * without an entry nothing changes. For one pipeline.
 */
final class UnpackParser implements StagePlan.StageRun {
    private static final byte[] ENTRY = {'_', 'e', 'n', 't', 'r', 'y'};

    private final LineState state;
    private final NameTable names;
    private NameRef[] refs = new NameRef[8];
    private int[] starts = new int[8];
    private int[] ends = new int[8];
    private int count;
    private int entryStart;
    private int entryEnd;

    private UnpackParser(LineState state, NameDecisions decisions) {
        this.state = state;
        this.names = new NameTable(decisions, state);
    }

    static StagePlan plan() {
        NameDecisions decisions = new NameDecisions();
        return state -> new UnpackParser(state, decisions);
    }

    @Override
    public boolean run() {
        if (state.length == 0 || state.needs.none()) {
            return true;
        }
        byte[] text = state.line;
        if (text[state.offset] != '{') {
            state.failParsing(JsonParser.ERROR, "expecting json object(6), but it is not");
            return true;
        }
        count = 0;
        names.begin();
        entryStart = -1;
        String error = read(text, state.offset + 1, state.offset + state.length);
        if (error != null) {
            state.failParsing(JsonParser.ERROR, error);
            return true;
        }
        if (entryStart >= 0) {
            for (int i = 0; i < count; i++) {
                CleanValues.extractJsonString(state, refs[i], text, starts[i], ends[i]);
            }
            setEntry(text);
        }
        return true;
    }

    private void setEntry(byte[] text) {
        if (ByteSearch.indexOf(text, entryStart, entryEnd, (byte) '\\') < 0) {
            state.setLine(text, entryStart, entryEnd - entryStart);
            return;
        }
        byte[] out = state.scratch(entryEnd - entryStart);
        int from = state.scratchStart();
        int length = Math.max(0, JsonText.unescape(text, entryStart, entryEnd, out, from));
        state.useScratch(length);
        state.setLine(out, from, length);
    }

    private @Nullable String read(byte[] text, int start, int end) {
        int i = JsonText.skipBlanks(text, start, end);
        if (i == end) {
            return JsonText.MALFORMED;
        }
        while (true) {
            if (text[i] == '}') {
                return null;
            }
            if (text[i] != '"') {
                return JsonText.MALFORMED_OBJECT;
            }
            int keyStart = i + 1;
            int keyEnd = JsonText.stringEnd(text, keyStart, end);
            if (keyEnd < 0) {
                return JsonText.MALFORMED;
            }
            i = JsonText.skipBlanks(text, keyEnd + 1, end);
            if (i == end || text[i] != ':') {
                return JsonText.MALFORMED;
            }
            i = JsonText.skipBlanks(text, i + 1, end);
            if (i == end) {
                return JsonText.MALFORMED;
            }
            int valueEnd = valueEnd(text, i, end);
            if (valueEnd < 0) {
                return failure(text[i]);
            }
            if (text[i] == '"') {
                take(text, keyStart, keyEnd, i + 1, valueEnd - 1);
            }
            i = JsonText.skipBlanks(text, valueEnd, end);
            if (i == end) {
                return JsonText.MALFORMED_ARRAY;
            }
            if (text[i] == '}') {
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
    }

    private static int valueEnd(byte[] text, int start, int end) {
        int valueEnd = JsonText.valueEnd(text, start, end);
        byte first = text[start];
        boolean valid = first == '"'
                || first == '{'
                || first == '['
                || JsonText.isScalar(text, start, valueEnd)
                || JsonText.isNull(text, start, valueEnd);
        return valid ? valueEnd : -1;
    }

    private static String failure(byte first) {
        return switch (first) {
            case '"' -> JsonText.MALFORMED_STRING;
            case '{' -> JsonText.MALFORMED_OBJECT;
            case '[' -> JsonText.MALFORMED_ARRAY;
            default -> JsonText.UNKNOWN_TYPE;
        };
    }

    private void take(byte[] text, int keyStart, int keyEnd, int valueStart, int valueEnd) {
        if (java.util.Arrays.equals(ENTRY, 0, ENTRY.length, text, keyStart, keyEnd)) {
            entryStart = valueStart;
            entryEnd = valueEnd;
            return;
        }
        NameRef ref = key(text, keyStart, keyEnd);
        if (ref == null) {
            return;
        }
        if (count == refs.length) {
            refs = java.util.Arrays.copyOf(refs, 2 * count);
            starts = java.util.Arrays.copyOf(starts, 2 * count);
            ends = java.util.Arrays.copyOf(ends, 2 * count);
        }
        refs[count] = ref;
        starts[count] = valueStart;
        ends[count++] = valueEnd;
    }

    private @Nullable NameRef key(byte[] text, int start, int end) {
        if (ByteSearch.indexOf(text, start, end, (byte) '\\') < 0) {
            return names.resolve(text, start, end - start);
        }
        byte[] key = state.scratch(end - start);
        int from = state.scratchStart();
        int length = JsonText.unescape(text, start, end, key, from);
        return length < 0 ? null : names.resolve(key, from, length);
    }
}
