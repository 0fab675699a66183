package io.sigyn.logql.template;

import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.regex.TextMatcher;
import io.sigyn.logql.template.Function.Arguments;
import io.trino.re2j.Pattern;
import java.util.List;
import java.util.function.Consumer;

/** Functions with regular expressions of RE2, matched in linear time. Strings are bytes. */
final class RegexFunctions {
    private static final GoType STRING = GoType.STRING;

    static final List<Function> ALL = List.of(
            Function.of("regexReplaceAll", a -> replaceAll(a, false), STRING, STRING, STRING),
            Function.of("regexReplaceAllLiteral", a -> replaceAll(a, true), STRING, STRING, STRING),
            Function.of("count", RegexFunctions::count, STRING, STRING));

    private RegexFunctions() {}

    static String replaceAll(Arguments arguments, boolean literal) {
        RegexCache.Compiled regex = arguments.run().regex(arguments.string(0));
        String text = arguments.string(1);
        String replacement = arguments.string(2);
        Expansion expansion = new Expansion(regex.groupNames(), replacement);
        StringBuilder out = new StringBuilder();
        int[] copied = {0};
        forEachMatch(regex.pattern(), text, match -> {
            out.append(text, copied[0], match.start());
            if (match.end() > copied[0] || match.start() == 0) {
                int before = out.length();
                if (literal) {
                    out.append(replacement);
                } else {
                    expansion.append(out, match, text);
                }
                arguments.run().charge(out.length() - before);
            }
            copied[0] = match.end();
        });
        return out.append(text, copied[0], text.length()).toString();
    }

    private static GoInt count(Arguments arguments) {
        int[] seen = {0, -1};
        forEachMatch(arguments.run().regex(arguments.string(0)).pattern(), arguments.string(1), match -> {
            boolean emptyAfterMatch = match.start() == match.end() && match.start() == seen[1];
            seen[0] += emptyAfterMatch ? 0 : 1;
            seen[1] = match.end();
        });
        return GoInt.ofInt(seen[0]);
    }

    /** All matches from left to right, each beginning where the one before ended, or one rune further if it was empty. */
    private static void forEachMatch(Pattern pattern, String text, Consumer<TextMatcher> action) {
        byte[] bytes = GoString.bytes(text);
        TextMatcher matcher = new TextMatcher(pattern, bytes, 0, bytes.length);
        int at = 0;
        while (at <= text.length() && matcher.find(at)) {
            int width = at < text.length() ? GoString.width(GoString.decode(text, at)) : 1;
            int end = matcher.end();
            action.accept(matcher);
            at = Math.max(at + width, end);
        }
    }
}
