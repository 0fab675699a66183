package io.sigyn.logql.regex;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts of which a match of a regular expression must contain at least one, so that most lines need not be matched at
 * all. Immutable.
 */
public record RequiredLiterals(List<Literal> anyOf) {
    private static final int MAX_ALTERNATIVES = 16;

    /** With {@code foldCase} the bytes are ASCII in lower case, and the text's letters count as such. Never empty. */
    public record Literal(byte[] bytes, boolean foldCase, Finder finder) {
        public Literal(byte[] bytes, boolean foldCase) {
            this(bytes, foldCase, Finder.of(bytes, foldCase));
        }

        /** The first place in {@code text[from, to)}, or -1. */
        public int indexIn(byte[] text, int from, int to) {
            return finder.indexOf(text, from, to);
        }
    }

    public RequiredLiterals {
        anyOf = List.copyOf(anyOf);
    }

    public boolean mayMatch(byte[] text, int offset, int length) {
        for (int i = 0; i < anyOf.size(); i++) {
            if (anyOf.get(i).indexIn(text, offset, offset + length) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** What any match of the node must contain, or null where nothing is known. */
    static @Nullable RequiredLiterals of(RegexNode node) {
        return switch (node.op()) {
            case LITERAL -> ofLiteral(node.text(), node.foldCase());
            case CAPTURE, PLUS -> of(node.sub());
            case REPEAT -> node.min() > 0 ? of(node.sub()) : null;
            case CONCAT -> {
                RequiredLiterals best = null;
                for (RegexNode part : node.subs()) {
                    best = better(best, of(part));
                }
                yield best;
            }
            case ALTERNATE -> union(node.subs());
            default -> null;
        };
    }

    static @Nullable RequiredLiterals of(LiteralForm form) {
        List<Literal> all = new ArrayList<>();
        for (LiteralForm.Literal literal : form.literals()) {
            RequiredLiterals one = ofLiteral(literal.text(), literal.foldCase());
            if (one == null || all.size() >= MAX_ALTERNATIVES) {
                return null;
            }
            all.addAll(one.anyOf);
        }
        return all.isEmpty() ? null : new RequiredLiterals(all);
    }

    private static @Nullable RequiredLiterals union(List<RegexNode> branches) {
        List<Literal> all = new ArrayList<>();
        for (RegexNode branch : branches) {
            RequiredLiterals one = of(branch);
            if (one == null || all.size() + one.anyOf.size() > MAX_ALTERNATIVES) {
                return null;
            }
            all.addAll(one.anyOf);
        }
        return new RequiredLiterals(all);
    }

    static @Nullable RequiredLiterals better(@Nullable RequiredLiterals a, @Nullable RequiredLiterals b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return b.weight() > a.weight() ? b : a;
    }

    /** The length of the shortest literal, less what its alternatives cost. */
    private int weight() {
        int shortest = Integer.MAX_VALUE;
        for (Literal literal : anyOf) {
            shortest = Math.min(shortest, literal.bytes.length);
        }
        return 4 * shortest - anyOf.size();
    }

    /** A U+FFFD is also what any broken byte is taken for. */
    private static @Nullable RequiredLiterals ofLiteral(String text, boolean foldCase) {
        String sure = foldCase ? longestPlainRun(text) : text.indexOf(Utf8.REPLACEMENT) < 0 ? text : "";
        return sure.isEmpty()
                ? null
                : new RequiredLiterals(List.of(new Literal(sure.getBytes(StandardCharsets.UTF_8), foldCase)));
    }

    /** Without case, only runes of ASCII are sure to be found byte by byte, and neither k, s nor i: others fold to them. */
    private static String longestPlainRun(String text) {
        String best = "";
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : 'k';
            if (c >= 0x80 || c == 'k' || c == 's' || c == 'i') {
                if (i - start > best.length()) {
                    best = text.substring(start, i);
                }
                start = i + 1;
            }
        }
        return best;
    }
}
