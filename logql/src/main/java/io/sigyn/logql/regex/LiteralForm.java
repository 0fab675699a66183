package io.sigyn.logql.regex;

import io.sigyn.logql.regex.RegexNode.Op;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a regular expression that asks for nothing but substrings: at least one of {@code literals}. Loki takes
 * the same shapes out, in label filters too, where {@code qu.*} then means "contains qu"; only a bare literal still has to
 * be the whole value there. Immutable.
 */
record LiteralForm(List<Literal> literals) {
    /** Text to be looked for; {@code whole} if it must be all there is; an empty one that need not be is found anywhere. */
    record Literal(String text, boolean foldCase, boolean whole) {
        ByteTest test() {
            if (foldCase && whole) {
                int[] runes = text.codePoints().toArray();
                return (bytes, offset, length) -> equalFolded(runes, bytes, offset, length);
            }
            if (foldCase && !text.isEmpty()) {
                return new FoldedSearch(text);
            }
            byte[] needle = text.getBytes(StandardCharsets.UTF_8);
            if (whole) {
                return (bytes, offset, length) ->
                        Arrays.equals(bytes, offset, offset + length, needle, 0, needle.length);
            }
            if (needle.length == 0) {
                return ByteTest.ALL;
            }
            Finder finder = Finder.of(needle, false);
            return (bytes, offset, length) -> finder.indexOf(bytes, offset, offset + length) >= 0;
        }

        private static boolean equalFolded(int[] runes, byte[] bytes, int offset, int length) {
            int end = offset + length;
            int i = offset;
            for (int rune : runes) {
                if (i >= end) {
                    return false;
                }
                long decoded = Utf8.decode(bytes, i, end);
                int found = (int) (decoded >>> 8);
                if (found != rune && RegexNode.lower(found) != rune) {
                    return false;
                }
                i += (int) (decoded & 0xFF);
            }
            return i == end;
        }
    }

    LiteralForm {
        literals = List.copyOf(literals);
    }

    boolean matchesAll() {
        return literals.stream().anyMatch(literal -> literal.text().isEmpty() && !literal.whole());
    }

    /** @param wholeValue whether the expression is that of a label filter, meant for the whole value */
    static @Nullable LiteralForm of(RegexNode node, boolean wholeValue) {
        List<Literal> found = new ArrayList<>();
        return collect(node, wholeValue, found) ? new LiteralForm(found) : null;
    }

    private static boolean collect(RegexNode captured, boolean wholeValue, List<Literal> found) {
        RegexNode node = captured.uncaptured();
        return switch (node.op()) {
            case ALTERNATE -> node.subs().stream().allMatch(branch -> collect(branch, wholeValue, found));
            case CONCAT -> concat(node, "", false, found);
            case LITERAL -> found.add(new Literal(node.text(), node.foldCase(), wholeValue));
            case STAR -> node.isAnyStar() && found.add(new Literal("", false, false));
            case EMPTY -> found.add(new Literal("", false, false));
            default -> false;
        };
    }

    /** At most three parts: one literal, anything around it, and alternatives behind it that go on from the literal. */
    private static boolean concat(RegexNode node, String before, boolean beforeFolds, List<Literal> found) {
        if (node.subs().size() > 3) {
            return false;
        }
        String literal = before;
        boolean fold = beforeFolds;
        boolean hasLiteral = false;
        boolean hasAlternatives = false;
        boolean ended = false; // something stands between the literal and what follows
        for (RegexNode captured : node.subs()) {
            RegexNode part = captured.uncaptured();
            if (part.isAnyStar()) {
                ended = !literal.isEmpty();
            } else if (ended) {
                return false;
            } else if (part.op() == Op.LITERAL && !hasLiteral && (literal.isEmpty() || fold == part.foldCase())) {
                hasLiteral = true;
                literal += part.text();
                fold = part.foldCase();
            } else if (part.op() == Op.ALTERNATE && !literal.isEmpty()) {
                if (!alternatives(part, literal, fold, found)) {
                    return false;
                }
                hasAlternatives = true;
                ended = true;
            } else {
                return false;
            }
        }
        if (!hasAlternatives) {
            found.add(new Literal(literal, fold, false));
        }
        return true;
    }

    private static boolean alternatives(RegexNode node, String before, boolean fold, List<Literal> found) {
        for (RegexNode captured : node.subs()) {
            RegexNode branch = captured.uncaptured();
            if (branch.op() == Op.EMPTY || branch.isAnyStar()) {
                found.add(new Literal(before, fold, false));
            } else if (branch.op() == Op.LITERAL && branch.foldCase() == fold) {
                found.add(new Literal(before + branch.text(), fold, false));
            } else if (branch.op() != Op.CONCAT || !concat(branch, before, fold, found)) {
                return false;
            }
        }
        return true;
    }
}
