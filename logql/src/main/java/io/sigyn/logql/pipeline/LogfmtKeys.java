package io.sigyn.logql.pipeline;

import io.sigyn.logql.ast.Stage.Extraction;
import io.sigyn.logql.ast.Stage.Logfmt;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** {@code | logfmt first="key"}: the values of given keys become labels, empty where there is none. For one pipeline. */
final class LogfmtKeys implements StagePlan.StageRun {
    private final LineState state;
    private final LogfmtScanner scanner;
    private final boolean strict;
    private final boolean keepEmpty;
    private final byte[][] keys;
    private final NameRef[] refs;
    private final boolean[] startsEmpty; // labels of the stream are not replaced by nothing

    LogfmtKeys(LineState state, Logfmt stage) {
        this.state = state;
        this.scanner = new LogfmtScanner(state);
        this.strict = stage.strict();
        this.keepEmpty = stage.keepEmpty();
        int count = stage.extractions().size();
        this.keys = new byte[count][];
        this.refs = new NameRef[count];
        this.startsEmpty = new boolean[count];
        for (int i = 0; i < count; i++) {
            Extraction extraction = stage.extractions().get(i);
            String label = extraction.label();
            keys[i] = unquoted(extraction.expression()).getBytes(StandardCharsets.UTF_8);
            startsEmpty[i] = !state.stream.has(label);
            refs[i] = state.ref(startsEmpty[i] ? label : label + LabelNames.DUPLICATE_SUFFIX);
        }
    }

    private static String unquoted(String key) {
        boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
        return quoted ? key.substring(1, key.length() - 1) : key;
    }

    @Override
    public boolean run() {
        if (state.length == 0 || state.needs.none()) {
            return true;
        }
        for (int k = 0; k < refs.length; k++) {
            if (startsEmpty[k]) {
                state.extract(refs[k], state.line, state.offset, 0);
            }
        }
        LogfmtScanner pairs = scanner;
        pairs.begin();
        while (true) {
            if (!pairs.next()) {
                if (pairs.error == null) {
                    return true;
                }
                if (strict) {
                    state.failParsing(LogfmtParser.ERROR, pairs.errorDetails());
                    return true;
                }
                pairs.recover();
            } else if (pairs.valueLength > 0 || keepEmpty) {
                extract(pairs);
            }
        }
    }

    private void extract(LogfmtScanner pairs) {
        for (int k = 0; k < keys.length; k++) {
            if (Arrays.equals(keys[k], 0, keys[k].length, state.line, pairs.keyStart, pairs.keyEnd)) {
                CleanValues.extract(state, refs[k], pairs.valueBuffer, pairs.valueStart, pairs.valueLength);
            }
        }
    }
}
