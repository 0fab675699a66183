package io.sigyn.logql.pipeline;

import io.sigyn.logql.regex.Utf8;

/** Values that parsers take from a line: what is not UTF-8 in them becomes a blank, as in Loki. Stateless. */
final class CleanValues {
    private CleanValues() {}

    /** Extracts a label whose value stands in the buffer as it is. */
    static void extract(LineState state, NameRef ref, byte[] buffer, int start, int length) {
        if (Utf8.isAscii(buffer, start, length) || isClean(buffer, start, start + length)) {
            state.extract(ref, buffer, start, length);
            return;
        }
        byte[] out = state.scratch(length);
        int from = state.scratchStart();
        int o = from;
        int end = start + length;
        for (int i = start; i < end; ) {
            long decoded = Utf8.decode(buffer, i, end);
            int width = (int) (decoded & 0xFF);
            if (decoded >>> 8 == Utf8.REPLACEMENT) {
                out[o++] = ' ';
            } else {
                System.arraycopy(buffer, i, out, o, width);
                o += width;
            }
            i += width;
        }
        state.useScratch(o - from);
        state.extract(ref, out, from, o - from);
    }

    private static boolean isClean(byte[] buffer, int start, int end) {
        for (int i = start; i < end; ) {
            long decoded = Utf8.decode(buffer, i, end);
            if (decoded >>> 8 == Utf8.REPLACEMENT) {
                return false;
            }
            i += (int) (decoded & 0xFF);
        }
        return true;
    }

    /** Extracts the content of a JSON string; one with a broken escape is empty. */
    static void extractJsonString(LineState state, NameRef ref, byte[] text, int start, int end) {
        if (io.sigyn.logql.regex.ByteSearch.indexOf(text, start, end, (byte) '\\') < 0) {
            extract(state, ref, text, start, end - start);
            return;
        }
        byte[] out = state.scratch(end - start);
        int from = state.scratchStart();
        int length = Math.max(0, JsonText.unescape(text, start, end, out, from));
        state.useScratch(length);
        extract(state, ref, out, from, length);
    }
}
