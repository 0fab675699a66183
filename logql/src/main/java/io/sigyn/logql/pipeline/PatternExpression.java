package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.regex.ByteSearch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pattern such as {@code <ip> - <_> [<ts>]}: literal texts with captures between them. Each capture takes what stands
 * before the next place of the literal behind it; nothing ever goes back. Immutable.
 */
final class PatternExpression {
    /** A literal, or a capture: of a name, or of nothing if that is {@code _}. */
    record Part(byte @Nullable [] literal, String name) {
        boolean isLiteral() {
            return literal != null;
        }

        boolean isNamed() {
            return literal == null && !name.equals("_");
        }
    }

    private final List<Part> parts;

    private PatternExpression(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** The pattern of a parser, which must name something. */
    static PatternExpression forParser(String pattern) {
        PatternExpression expression = new PatternExpression(split(pattern));
        Set<String> names = new HashSet<>();
        for (Part part : expression.parts) {
            if (part.isNamed() && !names.add(part.name())) {
                throw new LogQlSyntaxException("duplicate capture name (" + part.name() + "): invalid expression");
            }
        }
        if (names.isEmpty()) {
            throw new LogQlSyntaxException("at least one capture is required");
        }
        expression.checkNeighbours();
        return expression;
    }

    /** The pattern of a line filter, which must not name anything. */
    static PatternExpression forFilter(String pattern) {
        PatternExpression expression = new PatternExpression(split(pattern));
        for (Part part : expression.parts) {
            if (part.isNamed()) {
                throw new LogQlSyntaxException("named captures are not allowed: found '<" + part.name() + ">'");
            }
        }
        expression.checkNeighbours();
        return expression;
    }

    private void checkNeighbours() {
        for (int i = 1; i < parts.size(); i++) {
            if (!parts.get(i).isLiteral() && !parts.get(i - 1).isLiteral()) {
                throw new LogQlSyntaxException("found consecutive capture '<"
                        + parts.get(i - 1).name() + "><" + parts.get(i).name() + ">': invalid expression");
            }
        }
    }

    private static List<Part> split(String pattern) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < pattern.length(); ) {
            int end = pattern.charAt(i) == '<' ? endOfCapture(pattern, i) : -1;
            if (end < 0) {
                literal.append(pattern.charAt(i++));
            } else {
                addLiteral(literal, parts);
                parts.add(new Part(null, pattern.substring(i + 1, end)));
                i = end + 1;
            }
        }
        addLiteral(literal, parts);
        return parts;
    }

    private static void addLiteral(StringBuilder literal, List<Part> parts) {
        if (!literal.isEmpty()) {
            parts.add(new Part(GoString.utf8(literal.toString()), ""));
            literal.setLength(0);
        }
    }

    /** The closing angle of {@code <name>}, or -1 if it is not one. */
    private static int endOfCapture(String pattern, int open) {
        int i = open + 1;
        while (i < pattern.length() && LabelNames.isNameChar(pattern.charAt(i))) {
            i++;
        }
        boolean named = i > open + 1 && !Character.isDigit(pattern.charAt(open + 1));
        return named && i < pattern.length() && pattern.charAt(i) == '>' ? i : -1;
    }

    List<Part> parts() {
        return parts;
    }

    byte[] longestLiteral() {
        byte[] best = {};
        for (Part part : parts) {
            byte[] literal = part.literal();
            if (literal != null && literal.length > best.length) {
                best = literal;
            }
        }
        return best;
    }

    /**
     * Whether the line has the form of the pattern up to its end, no capture being empty. As in Loki, a literal in front
     * may stand anywhere.
     */
    boolean matches(byte[] line, int offset, int length) {
        if (length == 0 || parts.isEmpty()) {
            return length == 0 && parts.isEmpty();
        }
        int at = offset;
        int end = offset + length;
        for (int i = 0; i < parts.size(); i++) {
            byte[] literal = parts.get(i).literal();
            if (literal == null) {
                continue;
            }
            int place = ByteSearch.indexOf(line, at, end, literal);
            if (place < 0 || (i > 0 && place == at)) {
                return false;
            }
            at = place + literal.length;
        }
        return parts.get(parts.size() - 1).isLiteral() == (at == end);
    }

    /**
     * Captures as much as fits: {@code starts} and {@code ends} get the places of the captures, by their number.
     *
     * @return how many captures were taken
     */
    int capture(byte[] line, int offset, int length, int[] starts, int[] ends) {
        int at = offset;
        int end = offset + length;
        int captured = 0;
        if (length == 0) {
            return 0;
        }
        int i = 0;
        byte[] first = parts.get(0).literal();
        if (first != null) {
            if (length < first.length || ByteSearch.indexOf(line, at, at + first.length, first) < 0) {
                return 0;
            }
            at += first.length;
            i = 1;
        }
        for (; i < parts.size(); i += 2) { // a capture, and the literal behind it
            byte[] literal = i + 1 < parts.size() ? parts.get(i + 1).literal() : null;
            int place = literal == null ? end : ByteSearch.indexOf(line, at, end, literal);
            starts[captured] = at;
            ends[captured] = place < 0 ? end : place;
            captured++;
            if (literal == null || place < 0) {
                return captured;
            }
            at = place + literal.length;
        }
        return captured;
    }
}
