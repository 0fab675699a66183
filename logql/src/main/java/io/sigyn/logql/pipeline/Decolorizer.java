package io.sigyn.logql.pipeline;

import io.sigyn.logql.regex.ByteSearch;
import io.sigyn.logql.regex.RegexEngine;
import io.sigyn.logql.regex.TextMatcher;
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
                decolorize(state);
            }
            return true;
        };
    }

    private static void decolorize(LineState state) {
        TextMatcher sequences = new TextMatcher(SEQUENCE, state.line, state.offset, state.length);
        byte[] plain = new byte[state.length];
        int size = 0;
        int copied = 0;
        while (sequences.find()) {
            int start = sequences.start();
            System.arraycopy(state.line, state.offset + copied, plain, size, start - copied);
            size += start - copied;
            copied = sequences.end();
        }
        System.arraycopy(state.line, state.offset + copied, plain, size, state.length - copied);
        state.setLine(plain, 0, size + state.length - copied);
    }
}
