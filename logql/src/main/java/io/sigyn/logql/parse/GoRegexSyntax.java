package io.sigyn.logql.parse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a regular expression as Go's {@code regexp} does, in order to refuse what Go refuses in its words, and to know
 * the names of its groups and whether it matches the empty text. It matches nothing itself. For one thread.
 *
 * <p>The parser keeps a stack: what was read, and markers for an open parenthesis and for a bar. A bar or a closing
 * parenthesis makes one node of all that lies above the last marker.
 */
public final class GoRegexSyntax {
    private static final int MAX_REPEAT = 1000;
    private static final int MAX_HEIGHT = 1000;

    /** What is known of a regular expression: the names of its groups in order (empty for one without a name). */
    public record Facts(List<String> groupNames, boolean matchesEmpty) {
        public Facts {
            groupNames = List.copyOf(groupNames);
        }
    }

    private enum Kind {
        ATOM,
        REPEAT,
        OPEN,
        BAR
    }

    /** {@code repeats} is how often the most repeated part of it may be repeated by nested counts. */
    private record Node(Kind kind, boolean matchesEmpty, int repeats, int height) {
        static final Node CHARACTER = new Node(Kind.ATOM, false, 1, 1);
        static final Node EMPTY = new Node(Kind.ATOM, true, 1, 1);
        static final Node OPEN = new Node(Kind.OPEN, false, 1, 0);
        static final Node BAR = new Node(Kind.BAR, false, 1, 0);

        boolean isMarker() {
            return kind == Kind.OPEN || kind == Kind.BAR;
        }
    }

    private final String regex;
    private final List<Node> stack = new ArrayList<>();
    private final List<String> groupNames = new ArrayList<>();
    private int at;

    private GoRegexSyntax(String regex) {
        this.regex = regex;
    }

    /** @throws IllegalArgumentException if Go would refuse it; the message is Go's: {@code error parsing regexp: ...} */
    public static Facts parse(String regex) {
        GoRegexSyntax parser = new GoRegexSyntax(regex);
        parser.parseAll();
        return new Facts(parser.groupNames, parser.stack.get(0).matchesEmpty);
    }

    private static IllegalArgumentException error(String what, String where) {
        return new IllegalArgumentException("error parsing regexp: " + what + ": `" + where + "`");
    }

    private void parseAll() {
        int lastRepeat = -1;
        while (at < regex.length()) {
            int start = at;
            boolean repeated = false;
            switch (regex.charAt(at)) {
                case '(' -> open();
                case '|' -> {
                    at++;
                    concatenate();
                    push(Node.BAR);
                }
                case ')' -> close();
                case '^', '$' -> atom(Node.EMPTY);
                case '[' -> characterClass();
                case '*', '?' -> {
                    at++;
                    repeat(start, lastRepeat, 0, -1);
                    repeated = true;
                }
                case '+' -> {
                    at++;
                    repeat(start, lastRepeat, 1, -1);
                    repeated = true;
                }
                case '{' -> repeated = count(lastRepeat);
                case '\\' -> backslash();
                default -> literal();
            }
            lastRepeat = repeated ? start : -1;
        }
        concatenate();
        alternate();
        if (stack.size() != 1) {
            throw error("missing closing )", regex);
        }
    }

    private void atom(Node node) {
        at++;
        push(node);
    }

    private void literal() {
        nextRune();
        push(Node.CHARACTER);
    }

    private int nextRune() {
        int rune = regex.codePointAt(at);
        if (rune >= 0xDC80 && rune <= 0xDCFF) { // a byte that is not UTF-8, as the lexer gives it
            throw error("invalid UTF-8", regex.substring(at));
        }
        at += Character.charCount(rune);
        return rune;
    }

    private char peek(int ahead) {
        return at + ahead < regex.length() ? regex.charAt(at + ahead) : '\0';
    }

    private void push(Node node) {
        if (node.height > MAX_HEIGHT) {
            throw error("expression nests too deeply", regex);
        }
        stack.add(node);
    }

    // ---- groups

    private void concatenate() {
        boolean matchesEmpty = true;
        int repeats = 1;
        int height = 0;
        int count = 0;
        while (!stack.isEmpty() && !top().isMarker()) {
            Node node = pop();
            matchesEmpty &= node.matchesEmpty;
            repeats = Math.max(repeats, node.repeats);
            height = Math.max(height, node.height);
            count++;
        }
        push(new Node(Kind.ATOM, matchesEmpty, repeats, Math.max(1, count > 1 ? height + 1 : height)));
    }

    /** Makes one of the alternatives above the last open parenthesis. */
    private void alternate() {
        Node all = pop();
        while (!stack.isEmpty() && top().kind == Kind.BAR) {
            pop();
            Node other = pop();
            all = new Node(
                    Kind.ATOM,
                    all.matchesEmpty || other.matchesEmpty,
                    Math.max(all.repeats, other.repeats),
                    Math.max(all.height, other.height));
        }
        push(all);
    }

    private Node top() {
        return stack.get(stack.size() - 1);
    }

    private Node pop() {
        return stack.remove(stack.size() - 1);
    }

    private void close() {
        concatenate();
        alternate();
        Node inner = pop();
        if (stack.isEmpty()) {
            throw error("unexpected )", regex);
        }
        pop();
        at++;
        push(new Node(Kind.ATOM, inner.matchesEmpty, inner.repeats, inner.height + 1));
    }

    private void open() {
        if (peek(1) != '?') {
            groupNames.add("");
            atom(Node.OPEN);
            return;
        }
        boolean withP = regex.startsWith("(?P<", at) && regex.length() - at > 4;
        if (withP || (peek(2) == '<' && regex.length() - at > 3)) {
            namedGroup(at + (withP ? 4 : 3));
        } else {
            flags();
        }
    }

    private void namedGroup(int nameStart) {
        int end = regex.indexOf('>', at);
        if (end < 0) {
            throw error("invalid named capture", regex.substring(at));
        }
        String name = end < nameStart ? "" : regex.substring(nameStart, end);
        if (!name.matches("[A-Za-z0-9_]+")) {
            throw error("invalid named capture", regex.substring(at, end + 1));
        }
        groupNames.add(name);
        at = end;
        atom(Node.OPEN);
    }

    private void flags() {
        int start = at;
        boolean negated = false;
        boolean sawFlag = false;
        at += 2;
        while (at < regex.length()) {
            int rune = nextRune();
            if ("imsU".indexOf(rune) >= 0) {
                sawFlag = true;
            } else if (rune == '-' && !negated) {
                negated = true;
                sawFlag = false;
            } else if ((rune == ':' || rune == ')') && (sawFlag || !negated)) {
                if (rune == ':') {
                    push(Node.OPEN);
                }
                return;
            } else {
                break;
            }
        }
        throw error("invalid or unsupported Perl syntax", regex.substring(start, at));
    }

    // ---- repetition

    /** {@code {2,3}}; anything else in braces is text. */
    private boolean count(int lastRepeat) {
        int start = at;
        at++;
        int min = countNumber();
        int max = min;
        if (min != -1 && peek(0) == ',') {
            at++;
            max = peek(0) == '}' ? -1 : countNumber();
            if (max == -1 && peek(0) != '}') {
                min = -1;
            }
        }
        if (min == -1 || peek(0) != '}') {
            at = start;
            literal();
            return false;
        }
        at++;
        if (min < 0 || min > MAX_REPEAT || max > MAX_REPEAT || max == -2 || (max >= 0 && min > max)) {
            throw error("invalid repeat count", regex.substring(start, at));
        }
        repeat(start, lastRepeat, min, max);
        return true;
    }

    /** -1 if there is no number, or one with a leading zero; -2 if it is too large. */
    private int countNumber() {
        int start = at;
        while (peek(0) >= '0' && peek(0) <= '9') {
            at++;
        }
        int digits = at - start;
        if (digits == 0 || (digits > 1 && regex.charAt(start) == '0')) {
            return -1;
        }
        return digits > 8 ? -2 : Integer.parseInt(regex, start, at, 10);
    }

    private void repeat(int start, int lastRepeat, int min, int max) {
        int operatorEnd = at;
        if (peek(0) == '?') {
            at++;
        }
        if (lastRepeat >= 0) {
            throw error("invalid nested repetition operator", regex.substring(lastRepeat, at));
        }
        if (stack.isEmpty() || top().isMarker()) {
            throw error("missing argument to repetition operator", regex.substring(start, at));
        }
        Node operand = pop();
        boolean counted = regex.charAt(start) == '{';
        int times = !counted ? 1 : max < 0 ? min : max;
        long repeats = (long) operand.repeats * Math.max(1, times);
        if (counted && times >= 2 && repeats > MAX_REPEAT) {
            throw error("invalid repeat count", regex.substring(start, at));
        }
        boolean optional = min == 0 && regex.charAt(operatorEnd - 1) != '+';
        push(new Node(
                Kind.REPEAT,
                optional || operand.matchesEmpty,
                (int) Math.min(repeats, MAX_REPEAT),
                operand.height + 1));
    }

    // ---- escapes and classes

    private void backslash() {
        switch (peek(1)) {
            case 'A', 'z', 'B' -> {
                at++;
                atom(Node.EMPTY);
            }
            case 'b' -> {
                at++;
                atom(Node.CHARACTER); // no word, no boundary: it does not match the empty text
            }
            case 'C' -> throw error("invalid escape sequence", "\\C");
            case 'Q' -> quoted();
            default -> {
                if (!classEscape()) {
                    escape();
                }
                push(Node.CHARACTER);
            }
        }
    }

    private void quoted() {
        int end = regex.indexOf("\\E", at + 2);
        int stop = end < 0 ? regex.length() : end;
        at += 2;
        while (at < stop) {
            literal();
        }
        at = end < 0 ? stop : stop + 2;
    }

    /** Reads {@code \d} and its like, or {@code \pL} or {@code \p{Greek}}. */
    private boolean classEscape() {
        if (peek(0) != '\\' || at + 1 >= regex.length()) {
            return false;
        }
        if ("dswDSW".indexOf(peek(1)) >= 0) {
            at += 2;
            return true;
        }
        if (peek(1) != 'p' && peek(1) != 'P') {
            return false;
        }
        int start = at;
        at += 2;
        String name = "";
        if (peek(0) == '{') {
            int end = regex.indexOf('}', at);
            if (end < 0) {
                throw error("invalid character class range", regex.substring(start));
            }
            name = regex.substring(at + 1, end);
            at = end + 1;
        } else if (at < regex.length()) {
            name = Character.toString(nextRune());
        }
        if (!GoRegexClasses.isUnicode(name)) {
            throw error("invalid character class range", regex.substring(start, at));
        }
        return true;
    }

    /** Reads one escaped character, which stands for the character returned. */
    private int escape() {
        int start = at;
        at++;
        if (at >= regex.length()) {
            throw error("trailing backslash at end of expression", "");
        }
        int rune = nextRune();
        Integer value = switch (rune) {
            case '0' -> octal(0);
            case '1', '2', '3', '4', '5', '6', '7' -> isOctal(peek(0)) ? octal(rune - '0') : null;
            case 'x' -> hexadecimal();
            case 'a' -> 7;
            case 'f' -> 12;
            case 'n' -> 10;
            case 'r' -> 13;
            case 't' -> 9;
            case 'v' -> 11;
            default -> rune < 128 && !isAlphanumeric(rune) ? rune : null;
        };
        if (value == null) {
            throw error("invalid escape sequence", regex.substring(start, at));
        }
        return value;
    }

    private static boolean isAlphanumeric(int rune) {
        return (rune >= '0' && rune <= '9') || (rune >= 'A' && rune <= 'Z') || (rune >= 'a' && rune <= 'z');
    }

    private static boolean isOctal(char character) {
        return character >= '0' && character <= '7';
    }

    private int octal(int first) {
        int value = first;
        for (int i = 1; i < 3 && isOctal(peek(0)); i++) {
            value = value * 8 + (regex.charAt(at++) - '0');
        }
        return value;
    }

    private @Nullable Integer hexadecimal() {
        if (at >= regex.length()) {
            return null;
        }
        int rune = nextRune();
        if (rune != '{') {
            int high = Character.digit(rune, 16);
            int low = at < regex.length() ? Character.digit(nextRune(), 16) : -1;
            return high < 0 || low < 0 ? null : Integer.valueOf(high * 16 + low);
        }
        int value = 0;
        int digits = 0;
        while (at < regex.length()) {
            rune = nextRune();
            if (rune == '}') {
                return digits == 0 ? null : Integer.valueOf(value);
            }
            int digit = Character.digit(rune, 16);
            value = value * 16 + digit;
            if (digit < 0 || value > Character.MAX_CODE_POINT) {
                return null;
            }
            digits++;
        }
        return null;
    }

    private void characterClass() {
        int start = at;
        at++;
        if (peek(0) == '^') {
            at++;
        }
        boolean first = true;
        while (at >= regex.length() || regex.charAt(at) != ']' || first) {
            first = false;
            if (!posixClass() && !classEscape()) {
                range(start);
            }
        }
        atom(Node.CHARACTER);
    }

    private boolean posixClass() {
        if (!regex.startsWith("[:", at) || regex.length() - at <= 2) {
            return false;
        }
        int end = regex.indexOf(":]", at + 2);
        if (end < 0) {
            return false;
        }
        String name = regex.substring(at + 2, end);
        if (!GoRegexClasses.isPosix(name)) {
            throw error("invalid character class range", regex.substring(at, end + 2));
        }
        at = end + 2;
        return true;
    }

    private void range(int classStart) {
        int start = at;
        int low = classCharacter(classStart);
        if (regex.length() - at >= 2 && peek(0) == '-' && peek(1) != ']') {
            at++;
            if (classCharacter(classStart) < low) {
                throw error("invalid character class range", regex.substring(start, at));
            }
        }
    }

    private int classCharacter(int classStart) {
        if (at >= regex.length()) {
            throw error("missing closing ]", regex.substring(classStart));
        }
        return peek(0) == '\\' ? escape() : nextRune();
    }
}
