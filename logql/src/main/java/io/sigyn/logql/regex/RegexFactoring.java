package io.sigyn.logql.regex;

import io.sigyn.logql.regex.RegexNode.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds sequences and alternatives in the shape that Go's parser gives them: neighbouring literals are one, and common
 * beginnings of alternatives are taken out. The shape shows in answers, since label filters look at it. Stateless.
 */
final class RegexFactoring {
    private RegexFactoring() {}

    static RegexNode concat(List<RegexNode> parts) {
        List<RegexNode> merged = new ArrayList<>(parts.size());
        for (RegexNode part : parts) {
            List<RegexNode> pieces = part.op() == Op.CONCAT ? part.subs() : List.of(part);
            for (RegexNode piece : pieces) {
                RegexNode last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
                if (last != null
                        && last.op() == Op.LITERAL
                        && piece.op() == Op.LITERAL
                        && last.foldCase() == piece.foldCase()) {
                    merged.set(merged.size() - 1, join(last, piece));
                } else {
                    merged.add(piece);
                }
            }
        }
        return switch (merged.size()) {
            case 0 -> RegexNode.leaf(Op.EMPTY);
            case 1 -> merged.get(0);
            default -> RegexNode.of(Op.CONCAT, merged);
        };
    }

    private static RegexNode join(RegexNode left, RegexNode right) {
        int[] runes = Arrays.copyOf(left.runes(), left.runes().length + right.runes().length);
        System.arraycopy(right.runes(), 0, runes, left.runes().length, right.runes().length);
        return RegexNode.literal(runes, left.foldCase());
    }

    static RegexNode alternate(List<RegexNode> branches) {
        List<RegexNode> flat = new ArrayList<>(branches.size());
        for (RegexNode branch : branches) {
            if (branch.op() == Op.ALTERNATE) {
                flat.addAll(branch.subs());
            } else {
                flat.add(branch);
            }
        }
        if (flat.size() == 1) {
            return flat.get(0);
        }
        List<RegexNode> factored = collapseEmpties(mergeRunes(factorParts(factorLiterals(flat))));
        return factored.size() == 1 ? factored.get(0) : RegexNode.of(Op.ALTERNATE, factored);
    }

    private static List<RegexNode> factorLiterals(List<RegexNode> branches) {
        List<RegexNode> out = new ArrayList<>();
        int start = 0;
        int[] shared = {};
        boolean fold = false;
        for (int i = 0; i <= branches.size(); i++) {
            int[] runes = {};
            boolean runesFold = false;
            if (i < branches.size()) {
                RegexNode lead = leading(branches.get(i));
                if (lead.op() == Op.LITERAL) {
                    runes = lead.runes();
                    runesFold = lead.foldCase();
                    if (i > start && runesFold == fold) {
                        int same = commonLength(shared, runes, fold);
                        if (same > 0) {
                            shared = Arrays.copyOf(shared, same);
                            continue;
                        }
                    }
                }
            }
            if (i == start + 1) {
                out.add(branches.get(start));
            } else if (i > start) {
                List<RegexNode> rests = new ArrayList<>();
                for (RegexNode branch : branches.subList(start, i)) {
                    rests.add(withoutLeadingRunes(branch, shared.length));
                }
                out.add(RegexNode.of(Op.CONCAT, List.of(RegexNode.literal(shared, fold), alternate(rests))));
            }
            start = i;
            shared = runes;
            fold = runesFold;
        }
        return out;
    }

    private static int commonLength(int[] a, int[] b, boolean fold) {
        int same = 0;
        while (same < a.length && same < b.length && equalRunes(a[same], b[same], fold)) {
            same++;
        }
        return same;
    }

    private static boolean equalRunes(int a, int b, boolean fold) {
        return a == b || (fold && RegexNode.lower(a) == RegexNode.lower(b));
    }

    private static List<RegexNode> factorParts(List<RegexNode> branches) {
        List<RegexNode> out = new ArrayList<>();
        int start = 0;
        RegexNode first = null;
        for (int i = 0; i <= branches.size(); i++) {
            RegexNode lead = null;
            if (i < branches.size()) {
                lead = leading(branches.get(i));
                if (i > start && first != null && isFactorable(first) && same(first, lead)) {
                    continue;
                }
            }
            if (i == start + 1) {
                out.add(branches.get(start));
            } else if (i > start && first != null) {
                List<RegexNode> rests = new ArrayList<>();
                for (RegexNode branch : branches.subList(start, i)) {
                    rests.add(withoutLeading(branch));
                }
                out.add(RegexNode.of(Op.CONCAT, List.of(first, alternate(rests))));
            }
            start = i;
            first = lead;
        }
        return out;
    }

    private static boolean isFactorable(RegexNode node) {
        return switch (node.op()) {
            case CLASS, ANY, ANY_NOT_NEWLINE, ASSERTION -> true;
            case REPEAT -> node.min() == node.max() && isFactorable(node.sub());
            default -> false;
        };
    }

    private static boolean same(RegexNode a, RegexNode b) {
        return a.op() == b.op()
                && a.min() == b.min()
                && a.max() == b.max()
                && String.valueOf(a.name()).equals(String.valueOf(b.name()))
                && a.subs().size() == b.subs().size()
                && (a.subs().isEmpty() || same(a.sub(), b.sub()));
    }

    /** Neighbouring alternatives of one rune each are one class. */
    private static List<RegexNode> mergeRunes(List<RegexNode> branches) {
        List<RegexNode> out = new ArrayList<>();
        for (int i = 0; i < branches.size(); ) {
            int end = i;
            while (end < branches.size() && isOneRune(branches.get(end))) {
                end++;
            }
            if (end - i >= 2) {
                out.add(RegexNode.opaque(Op.CLASS, branches.subList(i, end).toString()));
                i = end;
            } else {
                out.add(branches.get(i++));
            }
        }
        return out;
    }

    private static boolean isOneRune(RegexNode node) {
        return node.op() == Op.CLASS || (node.op() == Op.LITERAL && node.runes().length == 1);
    }

    private static List<RegexNode> collapseEmpties(List<RegexNode> branches) {
        List<RegexNode> out = new ArrayList<>();
        for (RegexNode branch : branches) {
            boolean repeated = !out.isEmpty()
                    && branch.op() == Op.EMPTY
                    && out.get(out.size() - 1).op() == Op.EMPTY;
            if (!repeated) {
                out.add(branch);
            }
        }
        return out;
    }

    private static RegexNode leading(RegexNode node) {
        return node.op() == Op.CONCAT ? node.sub() : node;
    }

    private static RegexNode withoutLeadingRunes(RegexNode node, int count) {
        RegexNode lead = leading(node);
        int[] rest = Arrays.copyOfRange(lead.runes(), count, lead.runes().length);
        List<RegexNode> parts = new ArrayList<>();
        if (rest.length > 0) {
            parts.add(RegexNode.literal(rest, lead.foldCase()));
        }
        if (node.op() == Op.CONCAT) {
            parts.addAll(node.subs().subList(1, node.subs().size()));
        }
        return concat(parts);
    }

    private static RegexNode withoutLeading(RegexNode node) {
        return node.op() == Op.CONCAT
                ? concat(node.subs().subList(1, node.subs().size()))
                : RegexNode.leaf(Op.EMPTY);
    }
}
