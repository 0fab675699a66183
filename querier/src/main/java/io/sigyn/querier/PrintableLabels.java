package io.sigyn.querier;

import io.sigyn.model.GoQuote;
import io.sigyn.model.Labels;
import io.sigyn.querier.QueryException.Kind;
import io.sigyn.querier.QueryResult.Line;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Refuses answers with labels that Loki cannot print: an empty name, or one with letters beyond ASCII. It reads the printed
 * labels again and tells where it stumbles; so is it here.
 */
final class PrintableLabels {
    private PrintableLabels() {}

    @SuppressWarnings("ReferenceEquality") // the same labels object again needs no second look
    static void check(List<Line> lines) {
        Set<Labels> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Labels last = Labels.EMPTY;
        for (Line line : lines) {
            Labels labels = line.labels().all();
            if (labels != last && seen.add(labels)) {
                check(labels);
            }
            last = labels;
        }
    }

    private static void check(Labels labels) {
        for (int i = 0; i < labels.size(); i++) {
            String name = labels.name(i);
            if (name.isEmpty()) {
                throw refuse(labels, i, 0, "unexpected \"=\" in label set, expected identifier or \"}\"");
            }
            for (int at = 0; at < name.length(); at++) {
                char c = name.charAt(at);
                if (c > 127 || !(Character.isLetter(c) || c == '_' || (at > 0 && Character.isDigit(c)))) {
                    String rune = Character.toString(name.codePointAt(at));
                    throw refuse(labels, i, at, "unexpected character inside braces: '" + rune + "'");
                }
            }
        }
    }

    private static QueryException refuse(Labels labels, int label, int at, String problem) {
        StringBuilder before = new StringBuilder("{");
        for (int i = 0; i < label; i++) {
            before.append(labels.name(i)).append('=');
            before.append(GoQuote.quote(labels.value(i))).append(", ");
        }
        before.append(labels.name(label), 0, at);
        int column = before.toString().getBytes(StandardCharsets.UTF_8).length + 1;
        return new QueryException(
                Kind.INTERNAL, "could not write JSON response: 1:" + column + ": parse error: " + problem);
    }
}
