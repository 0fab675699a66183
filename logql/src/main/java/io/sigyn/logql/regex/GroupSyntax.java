package io.sigyn.logql.regex;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression with its groups, as far as it says something of ASCII text. Whether it is valid is the engine's
 * business; what is rare is not understood, and left to the engine. For one use.
 */
final class GroupSyntax {
    /** A part of an expression. Groups are numbered from 1. */
    sealed interface Node {
        record Runes(AsciiSet set) implements Node {}

        record Assertion(char kind) implements Node {} // ^ and $ of lines, A and z of the text, b and B

        record Sequence(List<Node> parts) implements Node {}

        record Choice(List<Node> branches) implements Node {}

        /** With a {@code max} of -1 without end. */
        record Repeated(Node node, int min, int max, boolean greedy) implements Node {}

        record Group(int number, Node node) implements Node {}
    }

    private static final class NotUnderstood extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotUnderstood() {
            super(null, null, false, false);
        }
    }

    private static final int MAX_DEPTH = 100;

    private final String text;
    private int at;
    private int groups;
    private int depth;
    private boolean foldCase;
    private boolean dotAll;
    private boolean multiLine;

    private GroupSyntax(String text) {
        this.text = text;
    }

    /** The expression, or null if it has something that is not understood. */
    static @Nullable Node parse(String regex) {
        GroupSyntax syntax = new GroupSyntax(regex);
        try {
            Node node = syntax.choice();
            return syntax.at == regex.length() ? node : null;
        } catch (NotUnderstood e) {
            return null;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private char next() {
        if (at >= text.length()) {
            throw new NotUnderstood();
        }
        return text.charAt(at++);
    }

    private Node choice() {
        if (++depth > MAX_DEPTH) {
            throw new NotUnderstood();
        }
        List<Node> branches = new ArrayList<>();
        branches.add(sequence());
        while (peek() == '|') {
            at++;
            branches.add(sequence());
        }
        depth--;
        return branches.size() == 1 ? branches.get(0) : new Node.Choice(branches);
    }

    private Node sequence() {
        List<Node> parts = new ArrayList<>();
        while (at < text.length() && peek() != '|' && peek() != ')') {
            Node atom = atom();
            if (atom != null) {
                parts.add(repeated(atom));
            }
        }
        return parts.size() == 1 ? parts.get(0) : new Node.Sequence(parts);
    }

    private Node repeated(Node atom) {
        int min;
        int max;
        switch (peek()) {
            case '*' -> {
                min = 0;
                max = -1;
                at++;
            }
            case '+' -> {
                min = 1;
                max = -1;
                at++;
            }
            case '?' -> {
                min = 0;
                max = 1;
                at++;
            }
            case '{' -> {
                int end = text.indexOf('}', at);
                String count = end < 0 ? "" : text.substring(at + 1, end);
                if (!count.matches("[0-9]{1,3}(,[0-9]{0,3})?")) {
                    throw new NotUnderstood();
                }
                int comma = count.indexOf(',');
                min = Integer.parseInt(comma < 0 ? count : count.substring(0, comma));
                max = comma < 0 ? min : comma == count.length() - 1 ? -1 : Integer.parseInt(count.substring(comma + 1));
                at = end + 1;
            }
            default -> {
                return atom;
            }
        }
        boolean greedy = peek() != '?';
        at += greedy ? 0 : 1;
        if ("*+?{".indexOf(peek()) >= 0 && peek() != '\0') {
            throw new NotUnderstood();
        }
        return new Node.Repeated(atom, min, max, greedy);
    }

    private @Nullable Node atom() {
        char c = next();
        return switch (c) {
            case '(' -> group();
            case '[' -> new Node.Runes(characterClass());
            case '.' -> new Node.Runes(dotAll ? AsciiSet.ALL : AsciiSet.of('\n').negated());
            case '^' -> new Node.Assertion(multiLine ? '^' : 'A');
            case '$' -> new Node.Assertion(multiLine ? '$' : 'z');
            case '*', '+', '?' -> throw new NotUnderstood();
            case '\\' -> {
                char kind = peek();
                if (kind != '\0' && "AzbB".indexOf(kind) >= 0) {
                    at++;
                    yield new Node.Assertion(kind);
                }
                AsciiSet named = namedClass();
                yield new Node.Runes(named != null ? named : rune(escaped()));
            }
            default -> new Node.Runes(rune(c));
        };
    }

    private AsciiSet rune(int c) {
        if (c >= 0x80 && foldCase) {
            throw new NotUnderstood(); // it may be another form of a letter of ASCII
        }
        if (Character.isSurrogate((char) c)) {
            throw new NotUnderstood();
        }
        return foldCase ? AsciiSet.of(c).folded() : AsciiSet.of(c);
    }

    private @Nullable Node group() {
        boolean outerFold = foldCase;
        boolean outerDot = dotAll;
        boolean outerMulti = multiLine;
        int number = 0;
        if (peek() != '?') {
            number = ++groups;
        } else {
            at++;
            if (peek() == 'P' || peek() == '<') {
                number = ++groups;
                at = text.indexOf('>', at) + 1;
                if (at == 0) {
                    throw new NotUnderstood();
                }
            } else if (flags()) {
                return null; // they hold up to the end of the group around them
            }
        }
        Node inner = choice();
        if (next() != ')') {
            throw new NotUnderstood();
        }
        foldCase = outerFold;
        dotAll = outerDot;
        multiLine = outerMulti;
        return number == 0 ? inner : new Node.Group(number, inner);
    }

    /** Reads {@code i-s)} or {@code i-s:}; true if the group was nothing but flags. */
    private boolean flags() {
        boolean on = true;
        while (true) {
            switch (next()) {
                case 'i' -> foldCase = on;
                case 's' -> dotAll = on;
                case 'm' -> multiLine = on;
                case '-' -> on = false;
                case ':' -> {
                    return false;
                }
                case ')' -> {
                    return true;
                }
                default -> throw new NotUnderstood();
            }
        }
    }

    /** Of {@code \d} and its like, behind the backslash; null if it is something else. */
    private @Nullable AsciiSet namedClass() {
        AsciiSet set = switch (Character.toLowerCase(peek())) {
            case 'd' -> AsciiSet.range('0', '9');
            case 'w' -> AsciiSet.WORD;
            case 's' -> AsciiSet.ofAll("\t\n\f\r ");
            default -> null;
        };
        if (set == null) {
            return null;
        }
        return Character.isUpperCase(next()) ? set.negated() : set;
    }

    /** The character of an escape, behind the backslash. */
    private int escaped() {
        char c = next();
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'v' -> 0x0B;
            case 'a' -> 7;
            default -> {
                if (c >= 0x80 || Character.isLetterOrDigit(c)) {
                    throw new NotUnderstood();
                }
                yield c;
            }
        };
    }

    private AsciiSet characterClass() {
        boolean negated = peek() == '^';
        at += negated ? 1 : 0;
        AsciiSet set = AsciiSet.NONE;
        for (boolean first = true; first || peek() != ']'; first = false) {
            if (text.startsWith("[:", at)) {
                throw new NotUnderstood();
            }
            boolean escape = peek() == '\\';
            at += escape ? 1 : 0;
            AsciiSet named = escape ? namedClass() : null;
            if (named != null) {
                set = set.with(named);
                continue;
            }
            int low = escape ? escaped() : next();
            int high = low;
            if (peek() == '-' && at + 1 < text.length() && text.charAt(at + 1) != ']') {
                at++;
                high = next();
                high = high == '\\' ? escaped() : high;
            }
            if (high >= 0x80 && foldCase) {
                throw new NotUnderstood();
            }
            AsciiSet range = AsciiSet.range(low, high);
            set = set.with(foldCase ? range.folded() : range);
        }
        at++;
        return negated ? set.negated() : set;
    }
}
