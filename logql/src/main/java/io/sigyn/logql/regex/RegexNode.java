package io.sigyn.logql.regex;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a regular expression, in the shape in which Go's parser leaves it. Immutable.
 *
 * @param runes of a literal; of a class the one or two runes that it stands for, if it is that small, else empty
 * @param foldCase whether a literal is compared without case
 * @param name of a capture, if it has one
 * @param min of a repetition
 * @param max of a repetition, -1 for no limit
 */
record RegexNode(
        Op op,
        int[] runes,
        boolean foldCase,
        List<RegexNode> subs,
        @Nullable String name,
        int min,
        int max) {
    private static final int[] NONE = {};

    enum Op {
        EMPTY,
        LITERAL,
        CLASS,
        ANY_NOT_NEWLINE,
        ANY,
        /** Any of the anchors and word boundaries: matches no text. */
        ASSERTION,
        CAPTURE,
        STAR,
        PLUS,
        QUEST,
        REPEAT,
        CONCAT,
        ALTERNATE
    }

    static RegexNode leaf(Op op) {
        return new RegexNode(op, NONE, false, List.of(), null, 0, 0);
    }

    static RegexNode literal(int[] runes, boolean foldCase) {
        return new RegexNode(Op.LITERAL, runes, foldCase, List.of(), null, 0, 0);
    }

    /** An assertion or class that is known by its text only. */
    static RegexNode opaque(Op op, String text) {
        return new RegexNode(op, NONE, false, List.of(), text, 0, 0);
    }

    static RegexNode of(Op op, List<RegexNode> subs) {
        return new RegexNode(op, NONE, false, List.copyOf(subs), null, 0, 0);
    }

    static RegexNode capture(@Nullable String name, RegexNode sub) {
        return new RegexNode(Op.CAPTURE, NONE, false, List.of(sub), name, 0, 0);
    }

    static RegexNode repeat(RegexNode sub, int min, int max) {
        return new RegexNode(Op.REPEAT, NONE, false, List.of(sub), null, min, max);
    }

    RegexNode sub() {
        return subs.get(0);
    }

    /** The same without the parentheses around it. */
    RegexNode uncaptured() {
        RegexNode node = this;
        while (node.op == Op.CAPTURE) {
            node = node.sub();
        }
        return node;
    }

    boolean isAnyStar() {
        return op == Op.STAR && sub().op == Op.ANY_NOT_NEWLINE;
    }

    /** The literal as text, in lower case where case does not count. */
    String text() {
        StringBuilder text = new StringBuilder(runes.length);
        for (int rune : runes) {
            text.appendCodePoint(foldCase ? lower(rune) : rune);
        }
        return text.toString();
    }

    /** What Go's lower case of the least rune of the same folding is. */
    static int lower(int rune) {
        return Character.toLowerCase(Character.toUpperCase(rune));
    }
}
