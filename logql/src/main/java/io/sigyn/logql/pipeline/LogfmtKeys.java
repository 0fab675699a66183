package io.sigyn.logql.pipeline;

import io.sigyn.logql.ast.Stage.Extraction;
import io.sigyn.logql.ast.Stage.Logfmt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code | logfmt first="key"}: the values of given keys become labels, empty where there is none. For one pipeline. */
final class LogfmtKeys implements StagePlan.StageRun {
    private final LineState state;
    private final LogfmtScanner scanner;
    private final boolean strict;
    private final boolean keepEmpty;
    private final byte[][] keys;
    private final byte[][] labels;
    private final NameRef[] refs;
    private final boolean[] startsEmpty; // labels of the stream are not replaced by nothing

    LogfmtKeys(LineState state, Logfmt stage, List<byte[]> keys) {
        this.state = state;
        this.scanner = new LogfmtScanner(state);
        this.strict = stage.strict();
        this.keepEmpty = stage.keepEmpty();
        int count = stage.extractions().size();
        this.keys = keys.toArray(new byte[0][]);
        this.labels = new byte[count][];
        this.refs = new NameRef[count];
        this.startsEmpty = new boolean[count];
        for (int i = 0; i < count; i++) {
            Extraction extraction = stage.extractions().get(i);
            String label = extraction.label();
            labels[i] = label.getBytes(StandardCharsets.UTF_8);
            startsEmpty[i] = !state.stream.has(label);
            refs[i] = state.ref(startsEmpty[i] ? label : label + LabelNames.DUPLICATE_SUFFIX);
        }
    }

    /** @throws io.sigyn.logql.LogQlSyntaxException if an expression is no key, in Loki's words */
    static List<byte[]> keys(Logfmt stage) {
        List<byte[]> keys = new ArrayList<>();
        for (Extraction extraction : stage.extractions()) {
            PathTokens tokens = new PathTokens(extraction.expression(), false);
            String token = tokens.next();
            if (!token.equals("KEY") && !token.equals("STRING")) {
                throw tokens.unexpected("STRING or KEY");
            }
            keys.add(tokens.text().getBytes(StandardCharsets.UTF_8));
            if (!tokens.next().equals("$end")) {
                throw tokens.unexpected("");
            }
        }
        return keys;
    }

    @Override
    public boolean run() {
        if (state.needs.none()) {
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

    /** A key that was not asked for but has the name of a label counts for that label, as in Loki. */
    private void extract(LogfmtScanner pairs) {
        if (!extract(pairs, keys)) {
            extract(pairs, labels);
        }
    }

    private boolean extract(LogfmtScanner pairs, byte[][] wanted) {
        boolean found = false;
        for (int k = 0; k < wanted.length; k++) {
            byte[] key = wanted[k];
            if (Arrays.equals(key, 0, key.length, state.line, pairs.keyStart, pairs.keyEnd)) {
                CleanValues.extract(state, refs[k], pairs.valueBuffer, pairs.valueStart, pairs.valueLength);
                found = true;
            }
        }
        return found;
    }
}
