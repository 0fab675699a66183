package io.sigyn.logql.pipeline;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.sigyn.logql.regex.ByteSearch;
import io.sigyn.logql.regex.RegexEngine;
import io.trino.re2j.Pattern;

/** {@code | decolorize}: the line without the escape sequences that colour a terminal. Stateless. */
final class Decolorizer {
    private static final Pattern SEQUENCE = RegexEngine.compile("[\u001B\u009B][\\[\\]()#;?]*"
            + "(?:(?:(?:[a-zA-Z\\d]*(?:;[a-zA-Z\\d]*)*)?\u0007)"
            + "|(?:(?:\\d{1,4}(?:;\\d{0,4})*)?[\\dA-PRZcf-ntqry=><~]))");

    private Decolorizer() {}

    static StagePlan plan() {
        return state -> () -> {
            int end = state.offset + state.length;
            boolean coloured = ByteSearch.indexOf(state.line, state.offset, end, (byte) 0x1B) >= 0
                    || ByteSearch.indexOf(state.line, state.offset, end, (byte) 0x9B) >= 0;
            if (coloured) {
                Slice line = Slices.wrappedBuffer(state.line, state.offset, state.length);
                byte[] plain =
                        SEQUENCE.matcher(line).replaceAll(Slices.EMPTY_SLICE).getBytes();
                state.setLine(plain, 0, plain.length);
            }
            return true;
        };
    }
}
