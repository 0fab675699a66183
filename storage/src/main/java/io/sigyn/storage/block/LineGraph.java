package io.sigyn.storage.block;

import java.util.Arrays;

/**
 * How lines are made: each is a walk over nodes. A node stands for a text that does not vary and, if it does not end the line, for
 * the token behind it; what may follow a node are its edges. Lines that some program writes with one statement take one way.
 * Collects walks, in order, for one thread at a time; arrays are kept for the next lines.
 */
final class LineGraph {
    static final int ROOT = 0;
    /** After a shorter text, a token is told apart by the node before it, too. */
    private static final int TELLING_TEXT = 4;
    /** So often in a row at most. */
    private static final int MAX_DEPTH = 6;

    private final TokenScanner scanner = new TokenScanner();
    private byte[] bytes = new byte[0];

    // nodes
    int nodes;
    int[] textStart = new int[256];
    int[] textLength = new int[256];
    boolean[] ends = new boolean[256];
    int[] visitCount = new int[256];
    int[] edgeCount = new int[256];
    private long[] hashes = new long[256];
    private int[] depth = new int[256];
    private int[] sorts = new int[256]; // of its token, -1 if it ends a line
    private int[] lastEdge = new int[256]; // taken last
    private int[] nodeTable = new int[512];

    // edges
    int edges;
    int[] edgeFrom = new int[256];
    int[] edgeTo = new int[256];
    int[] edgeOrdinal = new int[256]; // among those of its node
    private int[] edgeTable = new int[512];

    // visits: the nodes of all walks but the root
    int visits;
    int[] visitEdge = new int[1024];
    int[] tokenStart = new int[1024];
    int[] tokenLength = new int[1024]; // and its kind
    long[] tokenValue = new long[1024];

    void begin(byte[] lines) {
        bytes = lines;
        nodes = 0;
        edges = 0;
        visits = 0;
        Arrays.fill(nodeTable, 0);
        Arrays.fill(edgeTable, 0);
        addNode(0, 0, 0, 0, 0);
    }

    /** Adds a line; false if there are too many nodes, which ends it all. */
    boolean add(int from, int end) {
        int node = ROOT;
        int at = from;
        visitCount[ROOT]++;
        while (true) {
            int edge = predicted(node, at, end);
            if (edge < 0) {
                boolean more = scanner.find(bytes, at, end);
                int textEnd = more ? scanner.start : end;
                int next = node(node, at, textEnd - at, !more);
                if (next < 0) {
                    return false;
                }
                edge = edge(node, next);
            }
            lastEdge[node] = edge;
            int next = edgeTo[edge];
            visit(edge, next);
            if (ends[next]) {
                return true;
            }
            at = scanner.start + scanner.length;
            node = next;
        }
    }

    /** The edge taken last, if it fits; then the scanner has the token. */
    private int predicted(int node, int at, int end) {
        int edge = lastEdge[node];
        if (edge < 0) {
            return -1;
        }
        int next = edgeTo[edge];
        int length = textLength[next];
        if (ends[next] ? at + length != end : at + length >= end) {
            return -1;
        }
        int start = textStart[next];
        if (!Words.equal(bytes, start, at, length)) {
            return -1;
        }
        boolean afterDash = length == 1 && bytes[at] == '-';
        boolean fits = ends[next] || scanner.at(bytes, at + length, end, afterDash) && scanner.sort() == sorts[next];
        return fits ? edge : -1;
    }

    private void visit(int edge, int node) {
        if (visits == visitEdge.length) {
            visitEdge = Arrays.copyOf(visitEdge, 2 * visits);
            tokenStart = Arrays.copyOf(tokenStart, 2 * visits);
            tokenLength = Arrays.copyOf(tokenLength, 2 * visits);
            tokenValue = Arrays.copyOf(tokenValue, 2 * visits);
        }
        visitEdge[visits] = edge;
        visitCount[node]++;
        if (!ends[node]) {
            tokenStart[visits] = scanner.start;
            tokenLength[visits] = scanner.length << TokenScanner.KIND_BITS | scanner.kind;
            tokenValue[visits] = scanner.value;
        }
        visits++;
    }

    private int node(int before, int start, int length, boolean end) {
        int newDepth = length < TELLING_TEXT && before != ROOT ? depth[before] + 1 : 0;
        int sort = end ? -1 : scanner.sort();
        long hash = Words.hash(bytes, start, length) + sort;
        if (newDepth > 0 && newDepth < MAX_DEPTH && !end) {
            hash ^= (before + 1) * 0x9E3779B97F4A7C15L;
        }
        int slot = (int) (hash * 0xC2B2AE3D27D4EB4FL >>> 32) & nodeTable.length - 1;
        while (nodeTable[slot] != 0) {
            int node = nodeTable[slot] - 1;
            if (hashes[node] == hash
                    && sorts[node] == sort
                    && textLength[node] == length
                    && Words.equal(bytes, textStart[node], start, length)) {
                return node;
            }
            slot = slot + 1 & nodeTable.length - 1;
        }
        if (nodes == LineTemplates.MAX_NODES) {
            return -1;
        }
        nodeTable[slot] = nodes + 1;
        addNode(start, length, sort, hash, newDepth);
        if (2 * nodes > nodeTable.length) {
            growNodeTable();
        }
        return nodes - 1;
    }

    private void addNode(int start, int length, int sort, long hash, int newDepth) {
        if (nodes == textStart.length) {
            growNodes();
        }
        textStart[nodes] = start;
        textLength[nodes] = length;
        ends[nodes] = sort < 0;
        sorts[nodes] = sort;
        visitCount[nodes] = 0;
        edgeCount[nodes] = 0;
        hashes[nodes] = hash;
        depth[nodes] = newDepth;
        lastEdge[nodes] = -1;
        nodes++;
    }

    private void growNodes() {
        int more = 2 * nodes;
        textStart = Arrays.copyOf(textStart, more);
        textLength = Arrays.copyOf(textLength, more);
        ends = Arrays.copyOf(ends, more);
        visitCount = Arrays.copyOf(visitCount, more);
        edgeCount = Arrays.copyOf(edgeCount, more);
        hashes = Arrays.copyOf(hashes, more);
        depth = Arrays.copyOf(depth, more);
        sorts = Arrays.copyOf(sorts, more);
        lastEdge = Arrays.copyOf(lastEdge, more);
    }

    private void growNodeTable() {
        nodeTable = new int[2 * nodeTable.length];
        for (int node = 1; node < nodes; node++) {
            int slot = (int) (hashes[node] * 0xC2B2AE3D27D4EB4FL >>> 32) & nodeTable.length - 1;
            while (nodeTable[slot] != 0) {
                slot = slot + 1 & nodeTable.length - 1;
            }
            nodeTable[slot] = node + 1;
        }
    }

    private int edge(int from, int to) {
        int slot = edgeSlot(from, to);
        while (edgeTable[slot] != 0) {
            int edge = edgeTable[slot] - 1;
            if (edgeFrom[edge] == from && edgeTo[edge] == to) {
                return edge;
            }
            slot = slot + 1 & edgeTable.length - 1;
        }
        edgeTable[slot] = edges + 1;
        if (edges == edgeFrom.length) {
            edgeFrom = Arrays.copyOf(edgeFrom, 2 * edges);
            edgeTo = Arrays.copyOf(edgeTo, 2 * edges);
            edgeOrdinal = Arrays.copyOf(edgeOrdinal, 2 * edges);
        }
        edgeFrom[edges] = from;
        edgeTo[edges] = to;
        edgeOrdinal[edges] = edgeCount[from]++;
        edges++;
        if (2 * edges > edgeTable.length) {
            growEdgeTable();
        }
        return edges - 1;
    }

    private void growEdgeTable() {
        edgeTable = new int[2 * edgeTable.length];
        for (int edge = 0; edge < edges; edge++) {
            int slot = edgeSlot(edgeFrom[edge], edgeTo[edge]);
            while (edgeTable[slot] != 0) {
                slot = slot + 1 & edgeTable.length - 1;
            }
            edgeTable[slot] = edge + 1;
        }
    }

    private int edgeSlot(int from, int to) {
        return (int) ((from * 0x9E3779B97F4A7C15L ^ to) * 0xC2B2AE3D27D4EB4FL >>> 33) & edgeTable.length - 1;
    }
}
