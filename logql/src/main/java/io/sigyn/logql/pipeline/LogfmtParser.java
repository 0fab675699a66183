package io.sigyn.logql.pipeline;

import io.sigyn.logql.ast.Stage.Logfmt;
import java.util.List;

/** {@code | logfmt}: every pair of the line becomes a label. For one pipeline. */
final class LogfmtParser implements StagePlan.StageRun {
    static final String ERROR = "LogfmtParserErr";

    private final LineState state;
    private final LogfmtScanner scanner;
    private final NameTable names;
    private final boolean strict;
    private final boolean keepEmpty;

    private LogfmtParser(LineState state, NameDecisions decisions, Logfmt stage) {
        this.state = state;
        this.scanner = new LogfmtScanner(state);
        this.names = new NameTable(decisions, state);
        this.strict = stage.strict();
        this.keepEmpty = stage.keepEmpty();
    }

    static StagePlan plan(Logfmt stage) {
        if (!stage.extractions().isEmpty()) {
            List<byte[]> keys = LogfmtKeys.keys(stage);
            return state -> new LogfmtKeys(state, stage, keys);
        }
        NameDecisions decisions = new NameDecisions();
        return state -> new LogfmtParser(state, decisions, stage);
    }

    @Override
    public boolean run() {
        if (state.needs.none() || state.hasAllWanted()) {
            return true;
        }
        LogfmtScanner pairs = scanner;
        pairs.begin();
        names.begin();
        while (true) {
            if (!pairs.next()) {
                if (pairs.error == null) {
                    return true;
                }
                if (strict) {
                    state.failParsing(ERROR, pairs.errorDetails());
                    return true;
                }
                pairs.recover();
                continue;
            }
            if (pairs.valueLength == 0 && !keepEmpty) {
                continue;
            }
            NameRef ref = names.resolve(state.line, pairs.keyStart, pairs.keyEnd - pairs.keyStart);
            if (ref != null) {
                if (pairs.valueIsAscii) {
                    state.extract(ref, pairs.valueBuffer, pairs.valueStart, pairs.valueLength);
                } else {
                    CleanValues.extract(state, ref, pairs.valueBuffer, pairs.valueStart, pairs.valueLength);
                }
                if (state.hasAllWanted()) {
                    return true;
                }
            }
        }
    }
}
