package io.sigyn.ingester.pattern;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups lines that differ in some tokens only, while they come in: Drain, after P. He, J. Zhu, Z. Zheng and M. R. Lyu,
 * "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017.
 *
 * <p>Lines of one group have equally many tokens, and mostly the same first ones. So a line is led down a tree, first by the
 * number of its tokens, then by each of its first few: by the token itself, or by a branch for anything if the token has a
 * digit or the node has enough branches. At the leaf are few groups, and the line joins the one with which it shares most
 * tokens, if that is half of them or more; the tokens in which it differs from the group become variable. Else it begins a
 * group of its own. So the work for a line does not depend on how many groups there are.
 *
 * <p>Beyond {@value #MAX_GROUPS} groups the one that has not been seen for longest is forgotten. For one thread at a time.
 */
final class DrainTree {
    static final int MAX_GROUPS = 300;
    private static final int DEPTH = 4;
    private static final int MAX_BRANCHES = 16;
    private static final int MAX_GROUPS_AT_LEAF = 32;

    private final Node root = new Node();
    private final List<LineGroup> groups = new ArrayList<>();
    private long uses;

    /** A place in the tree: branches by token, one for any other, and groups if it is a leaf. */
    private static final class Node {
        private final List<byte[]> tokens = new ArrayList<>();
        private final List<Node> branches = new ArrayList<>();
        private final List<LineGroup> groups = new ArrayList<>();
        private @Nullable Node other;

        Node branch(LineTokens line, int token) {
            if (!line.hasDigit(token)) {
                for (int i = 0; i < tokens.size(); i++) {
                    if (line.equal(token, tokens.get(i))) {
                        return branches.get(i);
                    }
                }
                if (tokens.size() < MAX_BRANCHES) {
                    tokens.add(line.copy(token));
                    branches.add(new Node());
                    return branches.get(branches.size() - 1);
                }
            }
            Node any = other;
            if (any == null) {
                any = new Node();
                other = any;
            }
            return any;
        }

        boolean isEmpty() {
            return groups.isEmpty() && branches.isEmpty() && other == null;
        }
    }

    /** The group that a line belongs to, as it is with that line. */
    LineGroup add(LineTokens line) {
        List<LineGroup> near = leaf(line).groups;
        LineGroup best = null;
        int bestShared = 0;
        for (LineGroup group : near) {
            int shared = group.shared(line);
            if (shared > bestShared) {
                best = group;
                bestShared = shared;
            }
        }
        if (best != null && 2 * bestShared >= line.count()) {
            best.join(line);
        } else {
            best = new LineGroup(line);
            if (near.size() == MAX_GROUPS_AT_LEAF) {
                forget(longestUnused(near));
            }
            near.add(best);
            groups.add(best);
            best.leaf(near);
            if (groups.size() > MAX_GROUPS) {
                forget(longestUnused(groups));
            }
        }
        best.usedAt(++uses);
        return best;
    }

    private Node leaf(LineTokens line) {
        Node node = ofLength(line.count());
        for (int i = 0; i < Math.min(DEPTH, line.count()); i++) {
            node = node.branch(line, i);
        }
        return node;
    }

    private Node ofLength(int count) {
        while (root.branches.size() <= count) {
            root.branches.add(new Node());
        }
        return root.branches.get(count);
    }

    private static LineGroup longestUnused(List<LineGroup> groups) {
        LineGroup oldest = groups.get(0);
        for (LineGroup group : groups) {
            if (group.used() < oldest.used()) {
                oldest = group;
            }
        }
        return oldest;
    }

    private void forget(LineGroup group) {
        groups.remove(group);
        group.leaf().remove(group);
        prune(root);
    }

    /** Takes away branches that lead to nothing, so that the tree is as small as what it holds. */
    private static void prune(Node node) {
        for (int i = node.branches.size() - 1; i >= 0; i--) {
            Node branch = node.branches.get(i);
            prune(branch);
            if (branch.isEmpty() && node.tokens.size() == node.branches.size()) {
                node.branches.remove(i);
                node.tokens.remove(i);
            }
        }
        Node any = node.other;
        if (any != null) {
            prune(any);
            node.other = any.isEmpty() ? null : any;
        }
    }

    List<LineGroup> groups() {
        return groups;
    }
}
