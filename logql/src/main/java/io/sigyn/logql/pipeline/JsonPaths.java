package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.Stage.Extraction;
import io.sigyn.logql.regex.ByteSearch;
import java.util.Arrays;
import java.util.List;

/**
 * {@code | json first="a.b[0]"}: the values at given paths become labels, empty where there is none. Of several values at
 * one path the first counts. Reads as much of the line as it takes to find them all. For one pipeline.
 */
final class JsonPaths implements StagePlan.StageRun {
    private static final int MAX_DEPTH = 512;

    private final LineState state;
    private final JsonPath[] paths;
    private final NameRef[] plainRefs;
    private final NameRef[] refs;
    private final boolean[] found;
    private boolean[][] activeAt = new boolean[4][]; // by level: which paths lead to where reading is
    private int missing;

    private JsonPaths(LineState state, List<Extraction> extractions, JsonPath[] paths) {
        this.state = state;
        this.paths = paths;
        this.found = new boolean[paths.length];
        this.plainRefs = new NameRef[paths.length];
        this.refs = new NameRef[paths.length];
        for (int i = 0; i < paths.length; i++) {
            String label = extractions.get(i).label();
            plainRefs[i] = state.ref(label);
            refs[i] = state.stream.has(label) ? state.ref(label + LabelNames.DUPLICATE_SUFFIX) : plainRefs[i];
        }
    }

    /** @throws LogQlSyntaxException if a path is not one */
    static StagePlan plan(List<Extraction> extractions) {
        JsonPath[] paths = new JsonPath[extractions.size()];
        for (int i = 0; i < paths.length; i++) {
            paths[i] = JsonPath.parse(extractions.get(i).expression());
        }
        return state -> new JsonPaths(state, extractions, paths);
    }

    @Override
    public boolean run() {
        byte[] text = state.line;
        int start = state.offset;
        int end = start + state.length;
        if (start == end || state.needs.none()) {
            return true;
        }
        if (text[start] != '{' && text[start] != '[' && text[start] != '"') {
            state.failParsing(JsonParser.ERROR, "");
            return true;
        }
        Arrays.fill(found, false);
        missing = paths.length;
        boolean[] active = activeAt(0);
        Arrays.fill(active, true);
        if (text[start] == '{') {
            object(text, start, end, 0, active);
        } else if (text[start] == '[') {
            array(text, start, end, 0, active);
        }
        for (int i = 0; i < paths.length; i++) {
            if (!found[i] && !state.find(plainRefs[i])) {
                state.extract(plainRefs[i], text, start, 0);
            }
        }
        return true;
    }

    /** Reads an object for the active paths; returns the place behind it, or -1 where reading cannot go on. */
    private int object(byte[] text, int start, int end, int level, boolean[] active) {
        int i = start + 1;
        while (missing > 0) {
            i = JsonText.skipBlanks(text, i, end);
            if (i >= end) {
                return -1;
            }
            if (text[i] == '}') {
                return i + 1;
            }
            if (text[i] == ',') {
                i++;
                continue;
            }
            if (text[i] != '"') {
                return -1;
            }
            int keyStart = i + 1;
            int keyEnd = JsonText.stringEnd(text, keyStart, end);
            if (keyEnd < 0) {
                return -1;
            }
            i = JsonText.skipBlanks(text, keyEnd + 1, end);
            if (i >= end || text[i] != ':') {
                return -1;
            }
            i = JsonText.skipBlanks(text, i + 1, end);
            if (i >= end) {
                return -1;
            }
            i = value(text, i, end, level, matching(text, keyStart, keyEnd, level, active));
            if (i < 0) {
                return -1;
            }
        }
        return -1;
    }

    /** Those of the active paths that have this key at this level. */
    private boolean[] matching(byte[] text, int keyStart, int keyEnd, int level, boolean[] active) {
        byte[] key = text;
        int from = keyStart;
        int to = keyEnd;
        if (ByteSearch.indexOf(text, keyStart, keyEnd, (byte) '\\') >= 0) {
            key = state.scratch(keyEnd - keyStart);
            from = state.scratchStart();
            int length = JsonText.unescape(text, keyStart, keyEnd, key, from);
            to = from + Math.max(0, length);
        }
        boolean[] some = NO_PATHS;
        for (int p = 0; p < paths.length; p++) {
            if (active[p] && !found[p] && paths[p].hasKey(level, key, from, to)) {
                some = some == NO_PATHS ? activeAt(level + 1) : some;
                some[p] = true;
            }
        }
        return some;
    }

    /** No path is active yet. */
    private boolean[] activeAt(int level) {
        if (level >= activeAt.length) {
            activeAt = Arrays.copyOf(activeAt, 2 * level);
        }
        boolean[] active = activeAt[level];
        if (active == null) {
            active = new boolean[paths.length];
            activeAt[level] = active;
        } else {
            Arrays.fill(active, false);
        }
        return active;
    }

    private static final boolean[] NO_PATHS = {};

    private int value(byte[] text, int start, int end, int level, boolean[] active) {
        int valueEnd = endOf(text, start, end);
        if (valueEnd < 0 || active.length == 0) {
            return valueEnd;
        }
        boolean deeper = false;
        for (int p = 0; p < paths.length; p++) {
            if (active[p] && !found[p]) {
                if (paths[p].length() == level + 1) {
                    take(p, text, start, valueEnd);
                } else {
                    deeper = true;
                }
            }
        }
        if (deeper && level < MAX_DEPTH) {
            if (text[start] == '{') {
                object(text, start, valueEnd, level + 1, active);
            } else if (text[start] == '[') {
                array(text, start, valueEnd, level + 1, active);
            }
        }
        return valueEnd;
    }

    private void array(byte[] text, int start, int end, int level, boolean[] active) {
        int i = start + 1;
        for (int index = 0; missing > 0; index++) {
            i = JsonText.skipBlanks(text, i, end);
            if (i >= end || text[i] == ']') {
                return;
            }
            boolean[] some = NO_PATHS;
            for (int p = 0; p < paths.length; p++) {
                if (active[p] && !found[p] && paths[p].hasIndex(level, index)) {
                    some = some == NO_PATHS ? activeAt(level + 1) : some;
                    some[p] = true;
                }
            }
            i = value(text, i, end, level, some);
            if (i < 0) {
                return;
            }
            i = JsonText.skipBlanks(text, i, end);
            if (i < end && text[i] == ',') {
                i++;
            }
        }
    }

    private static int endOf(byte[] text, int start, int end) {
        int valueEnd = JsonText.valueEnd(text, start, end);
        return valueEnd == start ? -1 : valueEnd;
    }

    private void take(int path, byte[] text, int start, int end) {
        found[path] = true;
        missing--;
        NameRef ref = refs[path];
        if (text[start] == '"') {
            CleanValues.extractJsonString(state, ref, text, start + 1, end - 1);
        } else if (text[start] == '{' || text[start] == '[' || JsonText.isScalar(text, start, end)) {
            CleanValues.extract(state, ref, text, start, end - start);
        } else {
            state.extract(ref, text, start, 0);
        }
    }
}
