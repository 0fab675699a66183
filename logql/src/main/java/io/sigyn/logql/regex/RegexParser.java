package io.sigyn.logql.regex;

import io.sigyn.logql.regex.RegexNode.Op;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the shape of a regular expression in RE2 syntax, as far as it helps to avoid running it. Whether an expression is
 * valid is the engine's business: what is not understood here gives no shape, and never a wrong one. For one use.
 */
final class RegexParser {
    private static final int MAX_DEPTH = 200;

    private final int[] text;
    private int at;
    private boolean foldCase;
    private boolean dotAll;
    private boolean multiLine;
    private int depth;

    private RegexParser(String regex) {
        this.text = regex.codePoints().toArray();
    }

    /** The shape of an expression, or null if it has something that is not understood. */
    static @Nullable RegexNode parse(String regex) {
        RegexParser parser = new RegexParser(regex);
        try {
            RegexNode node = parser.alternate();
            return parser.at == parser.text.length ? node : null;
        } catch (NotUnderstood e) {
            return null;
        }
    }

    private RegexNode alternate() {
        if (++depth > MAX_DEPTH) {
            throw new NotUnderstood();
        }
        List<RegexNode> branches = new ArrayList<>();
        branches.add(concat());
        while (at < text.length && text[at] == '|') {
            at++;
            branches.add(concat());
        }
        depth--;
        return RegexFactoring.alternate(branches);
    }

    private RegexNode concat() {
        List<RegexNode> parts = new ArrayList<>();
        while (at < text.length && text[at] != '|' && text[at] != ')') {
            int before = at;
            RegexNode atom = atom();
            if (atom == null) {
                continue; // flags
            }
            RegexNode repeated = repeated(atom);
            if (at == before) {
                throw new NotUnderstood();
            }
            parts.add(repeated);
        }
        return RegexFactoring.concat(parts);
    }

    private RegexNode repeated(RegexNode atom) {
        RegexNode node = atom;
        while (at < text.length) {
            int c = text[at];
            if (c == '*' || c == '+' || c == '?') {
                at++;
                node = RegexNode.of(c == '*' ? Op.STAR : c == '+' ? Op.PLUS : Op.QUEST, List.of(node));
            } else if (c == '{') {
                RegexNode counted = counted(node);
                if (counted == null) {
                    return node; // an ordinary brace
                }
                node = counted;
            } else {
                return node;
            }
            if (at < text.length && text[at] == '?') {
                at++; // lazy: matches the same lines
            }
        }
        return node;
    }

    private @Nullable RegexNode counted(RegexNode node) {
        int i = at + 1;
        int[] end = new int[1];
        int min = number(i, end);
        if (min < 0) {
            return null;
        }
        i = end[0];
        int max = min;
        if (i < text.length && text[i] == ',') {
            i++;
            if (i < text.length && text[i] == '}') {
                max = -1;
            } else {
                max = number(i, end);
                if (max < 0) {
                    return null;
                }
                i = end[0];
            }
        }
        if (i >= text.length || text[i] != '}') {
            return null;
        }
        at = i + 1;
        return RegexNode.repeat(node, min, max);
    }

    private int number(int start, int[] end) {
        int i = start;
        int value = 0;
        while (i < text.length && text[i] >= '0' && text[i] <= '9' && value < 10_000) {
            value = value * 10 + text[i++] - '0';
        }
        end[0] = i;
        return i == start || value >= 10_000 ? -1 : value;
    }

    private @Nullable RegexNode atom() {
        int c = text[at];
        switch (c) {
            case '(':
                return group();
            case '[':
                return characterClass();
            case '.':
                at++;
                return RegexNode.leaf(dotAll ? Op.ANY : Op.ANY_NOT_NEWLINE);
            case '^', '$':
                at++;
                return RegexNode.opaque(Op.ASSERTION, Character.toString(c) + multiLine);
            case '\\':
                return escape();
            case '*', '+', '?':
                throw new NotUnderstood();
            default:
                at++;
                return literal(c);
        }
    }

    private RegexNode literal(int rune) {
        return RegexNode.literal(new int[] {rune}, foldCase);
    }

    private @Nullable RegexNode group() {
        at++;
        boolean outerFold = foldCase;
        boolean outerDot = dotAll;
        boolean outerMulti = multiLine;
        String name = null;
        boolean capture = true;
        if (peek('?')) {
            at++;
            if (peek('P') || (peek('<') && !(at + 1 < text.length && (text[at + 1] == '=' || text[at + 1] == '!')))) {
                name = groupName();
            } else {
                capture = false;
                if (flags()) {
                    return null; // they hold up to the end of the group around them
                }
            }
        }
        RegexNode inner = alternate();
        if (!peek(')')) {
            throw new NotUnderstood();
        }
        at++;
        foldCase = outerFold;
        dotAll = outerDot;
        multiLine = outerMulti;
        return capture ? RegexNode.capture(name, inner) : inner;
    }

    private String groupName() {
        if (peek('P')) {
            at++;
        }
        if (!peek('<')) {
            throw new NotUnderstood();
        }
        StringBuilder name = new StringBuilder();
        for (at++; at < text.length && text[at] != '>'; at++) {
            name.appendCodePoint(text[at]);
        }
        if (at++ >= text.length) {
            throw new NotUnderstood();
        }
        return name.toString();
    }

    /** Reads {@code i-s)} or {@code i-s:}; true if the group was nothing but flags. */
    private boolean flags() {
        boolean on = true;
        while (at < text.length) {
            int c = text[at++];
            switch (c) {
                case 'i' -> foldCase = on;
                case 's' -> dotAll = on;
                case 'm' -> multiLine = on;
                case 'U' -> {} // greed does not change what matches
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
        throw new NotUnderstood();
    }

    private RegexNode escape() {
        if (at + 1 >= text.length) {
            throw new NotUnderstood();
        }
        int c = text[at + 1];
        if (c == 'A' || c == 'z' || c == 'b' || c == 'B') {
            at += 2;
            return RegexNode.opaque(Op.ASSERTION, "\\" + Character.toString(c));
        }
        if ("dDsSwW".indexOf(c) >= 0) {
            at += 2;
            return RegexNode.opaque(Op.CLASS, "\\" + Character.toString(c));
        }
        if (c == 'p' || c == 'P') {
            return unicodeClass();
        }
        if (c == 'Q') {
            return quoted();
        }
        if (c == 'C') {
            throw new NotUnderstood();
        }
        return literal(escapedRune());
    }

    private RegexNode quoted() {
        at += 2;
        List<RegexNode> runes = new ArrayList<>();
        while (at < text.length && !(text[at] == '\\' && at + 1 < text.length && text[at + 1] == 'E')) {
            runes.add(literal(text[at++]));
        }
        at = Math.min(text.length, at + 2);
        if (at < text.length && "*+?{".indexOf(text[at]) >= 0) {
            throw new NotUnderstood(); // it repeats the last rune only
        }
        return RegexFactoring.concat(runes);
    }

    private RegexNode unicodeClass() {
        int start = at;
        at += 2;
        if (peek('{')) {
            while (at < text.length && text[at] != '}') {
                at++;
            }
        }
        if (at++ >= text.length) {
            throw new NotUnderstood();
        }
        return RegexNode.opaque(Op.CLASS, new String(text, start, at - start));
    }

    /** The rune that an escape stands for; leaves {@code at} behind it. */
    private int escapedRune() {
        int c = text[at + 1];
        at += 2;
        switch (c) {
            case 'a':
                return 7;
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return 0x0B;
            case 'x':
                return hex();
            default:
                if (c < 0x80 && !Character.isLetterOrDigit(c)) {
                    return c;
                }
                throw new NotUnderstood(); // octal numbers, or an error
        }
    }

    private int hex() {
        int value = 0;
        if (peek('{')) {
            at++;
            int start = at;
            for (; at < text.length && text[at] != '}'; at++) {
                value = value * 16 + digit(text[at]);
                if (value > Character.MAX_CODE_POINT) {
                    throw new NotUnderstood();
                }
            }
            if (at >= text.length || at == start) {
                throw new NotUnderstood();
            }
            at++;
            return value;
        }
        if (at + 2 > text.length) {
            throw new NotUnderstood();
        }
        value = digit(text[at]) * 16 + digit(text[at + 1]);
        at += 2;
        return value;
    }

    private static int digit(int c) {
        int value = Character.digit(c, 16);
        if (value < 0 || c >= 0x80) {
            throw new NotUnderstood();
        }
        return value;
    }

    private RegexNode characterClass() {
        int start = at++;
        boolean negated = peek('^');
        if (negated) {
            at++;
        }
        List<Integer> single = new ArrayList<>();
        boolean plain = !negated;
        for (boolean first = true; ; first = false) {
            if (at >= text.length) {
                throw new NotUnderstood();
            }
            if (text[at] == ']' && !first) {
                at++;
                break;
            }
            if (text[at] == '[' && at + 1 < text.length && text[at + 1] == ':') {
                plain = false;
                at = endOfNamedClass();
            } else if (text[at] == '\\' && at + 1 < text.length && "dDsSwWpP".indexOf(text[at + 1]) >= 0) {
                plain = false;
                escape();
            } else {
                int low = classRune();
                if (peek('-') && at + 1 < text.length && text[at + 1] != ']') {
                    at++;
                    plain &= classRune() == low;
                }
                single.add(low);
            }
        }
        if (plain && single.size() == 1) {
            return literal(single.get(0));
        }
        if (plain && !foldCase && single.size() == 2) {
            int a = single.get(0);
            int b = single.get(1);
            if (a != b
                    && a < 0x80
                    && b < 0x80
                    && Character.toLowerCase(a) == Character.toLowerCase(b)
                    && foldsInTwo(a)) {
                return RegexNode.literal(new int[] {a}, true);
            }
        }
        return RegexNode.opaque(Op.CLASS, new String(text, start, at - start) + foldCase);
    }

    private static boolean foldsInTwo(int rune) {
        int lower = Character.toLowerCase(rune);
        return lower != 'k' && lower != 's'; // there are a kelvin sign and a long s
    }

    private int classRune() {
        if (text[at] == '\\') {
            if (at + 1 >= text.length) {
                throw new NotUnderstood();
            }
            return escapedRune();
        }
        return text[at++];
    }

    private int endOfNamedClass() {
        for (int i = at + 2; i + 1 < text.length; i++) {
            if (text[i] == ':' && text[i + 1] == ']') {
                return i + 2;
            }
        }
        throw new NotUnderstood();
    }

    private boolean peek(int c) {
        return at < text.length && text[at] == c;
    }

    /** Thrown and caught in this class: the expression has something that is left to the engine. */
    private static final class NotUnderstood extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotUnderstood() {
            super(null, null, false, false);
        }
    }
}
