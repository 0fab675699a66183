package io.sigyn.storage.block;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How lines are made: each is a walk over nodes. A node stands for a text that does not vary and, if it does not end the line, for
 * the token behind it; what may follow a node are its edges. Lines that some program writes with one statement take one way.
 * Collects walks, in order, for one thread at a time; arrays are kept for the next lines.
 */
final class LineGraph {
    /** After a shorter text, a token is told apart by the node before it, too. */
    private static final int TELLING_TEXT = 4;
    /** So often in a row at most. */
    private static final int MAX_DEPTH = 6;

    private static final int END = -1;

    private final TokenScanner scanner = new TokenScanner();
    private byte[] bytes = new byte[0];

    /** The first one is the root. */
    Node[] nodes = new Node[256];

    int nodeCount;
    private @Nullable Node[] nodeTable = new Node[512];

    Edge[] edges = new Edge[256];
    int edgeCount;
    private @Nullable Edge[] edgeTable = new Edge[512];

    // visits: the nodes of all walks but the root
    int visits;
    int[] visitEdge = new int[1024];
    int[] tokenStart = new int[1024];
    int[] tokenLength = new int[1024]; // and its kind
    long[] tokenValue = new long[1024];

    /** A node, and how often it was visited. */
    static final class Node {
        final int number;
        final int textStart;
        final int textLength;
        private final int sort; // of its token
        private final long hash;
        private final int depth;
        int visits;
        int followers;
        private @Nullable Edge last; // taken from here

        Node(int number, int textStart, int textLength, int sort, long hash, int depth) {
            this.number = number;
            this.textStart = textStart;
            this.textLength = textLength;
            this.sort = sort;
            this.hash = hash;
            this.depth = depth;
        }

        boolean ends() {
            return sort == END;
        }
    }

    /** A way from a node to one that follows it, the {@code ordinal}th of these. */
    record Edge(int number, Node from, Node to, int ordinal) {}

    void begin(byte[] lines) {
        bytes = lines;
        Arrays.fill(nodeTable, null);
        Arrays.fill(edgeTable, null);
        Arrays.fill(nodes, 0, nodeCount, null);
        Arrays.fill(edges, 0, edgeCount, null);
        nodeCount = 0;
        edgeCount = 0;
        visits = 0;
        addNode(0, 0, 0, 0, 0);
    }

    /** Adds a line; false if there are too many nodes, which ends it all. */
    boolean add(int from, int end) {
        Node node = nodes[0];
        int at = from;
        node.visits++;
        while (true) {
            Edge edge = node.last;
            if (edge == null || !fits(edge.to, at, end)) {
                boolean more = scanner.find(bytes, at, end);
                int textEnd = more ? scanner.start : end;
                Node next = node(node, at, textEnd - at, more ? scanner.sort() : END);
                if (next == null) {
                    return false;
                }
                edge = edge(node, next);
                node.last = edge;
            }
            node = edge.to;
            visit(edge.number);
            node.visits++;
            if (node.ends()) {
                return true;
            }
            at = scanner.start + scanner.length;
        }
    }

    /** Whether a node's text is next, and its token, which the scanner has then. */
    private boolean fits(Node next, int at, int end) {
        int length = next.textLength;
        int textEnd = at + length;
        if (next.ends() ? textEnd != end : textEnd >= end) {
            return false;
        }
        if (!Words.equal(bytes, next.textStart, at, length)) {
            return false;
        }
        if (next.ends()) {
            return true;
        }
        boolean afterDash = length == 1 && bytes[at] == '-';
        return scanner.at(bytes, textEnd, end, afterDash) && scanner.sort() == next.sort;
    }

    private void visit(int edge) {
        int i = visits;
        if (i == visitEdge.length) {
            visitEdge = Arrays.copyOf(visitEdge, 2 * i);
            tokenStart = Arrays.copyOf(tokenStart, 2 * i);
            tokenLength = Arrays.copyOf(tokenLength, 2 * i);
            tokenValue = Arrays.copyOf(tokenValue, 2 * i);
        }
        visitEdge[i] = edge;
        tokenStart[i] = scanner.start;
        tokenLength[i] = scanner.length << TokenScanner.KIND_BITS | scanner.kind;
        tokenValue[i] = scanner.value;
        visits = i + 1;
    }

    private @Nullable Node node(Node before, int start, int length, int sort) {
        int depth = length < TELLING_TEXT && before != nodes[0] ? before.depth + 1 : 0;
        long hash = Words.hash(bytes, start, length) + sort;
        if (depth > 0 && depth < MAX_DEPTH && sort != END) {
            hash ^= (before.number + 1) * 0x9E3779B97F4A7C15L;
        }
        int slot = slot(hash, nodeTable.length);
        for (Node node = nodeTable[slot]; node != null; node = nodeTable[slot]) {
            if (node.hash == hash
                    && node.sort == sort
                    && node.textLength == length
                    && Words.equal(bytes, node.textStart, start, length)) {
                return node;
            }
            slot = (slot + 1) & (nodeTable.length - 1);
        }
        if (nodeCount == LineTemplates.MAX_NODES) {
            return null;
        }
        Node added = addNode(start, length, sort, hash, depth);
        nodeTable[slot] = added;
        if (2 * nodeCount > nodeTable.length) {
            growNodeTable();
        }
        return added;
    }

    private static int slot(long hash, int length) {
        return (int) ((hash * 0xC2B2AE3D27D4EB4FL) >>> 32) & (length - 1);
    }

    private Node addNode(int start, int length, int sort, long hash, int depth) {
        if (nodeCount == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * nodeCount);
        }
        Node added = new Node(nodeCount, start, length, sort, hash, depth);
        nodes[nodeCount++] = added;
        return added;
    }

    private void growNodeTable() {
        nodeTable = new Node[2 * nodeTable.length];
        for (int i = 1; i < nodeCount; i++) {
            int slot = slot(nodes[i].hash, nodeTable.length);
            while (nodeTable[slot] != null) {
                slot = (slot + 1) & (nodeTable.length - 1);
            }
            nodeTable[slot] = nodes[i];
        }
    }

    private Edge edge(Node from, Node to) {
        int slot = edgeSlot(from, to);
        for (Edge edge = edgeTable[slot]; edge != null; edge = edgeTable[slot]) {
            if (edge.from == from && edge.to == to) {
                return edge;
            }
            slot = (slot + 1) & (edgeTable.length - 1);
        }
        if (edgeCount == edges.length) {
            edges = Arrays.copyOf(edges, 2 * edgeCount);
        }
        Edge added = new Edge(edgeCount, from, to, from.followers++);
        edges[edgeCount++] = added;
        edgeTable[slot] = added;
        if (2 * edgeCount > edgeTable.length) {
            growEdgeTable();
        }
        return added;
    }

    private void growEdgeTable() {
        edgeTable = new Edge[2 * edgeTable.length];
        for (int i = 0; i < edgeCount; i++) {
            int slot = edgeSlot(edges[i].from, edges[i].to);
            while (edgeTable[slot] != null) {
                slot = (slot + 1) & (edgeTable.length - 1);
            }
            edgeTable[slot] = edges[i];
        }
    }

    private int edgeSlot(Node from, Node to) {
        return slot((from.number * 0x9E3779B97F4A7C15L) ^ to.number, edgeTable.length);
    }
}
