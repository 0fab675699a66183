package io.sigyn.storage.block;

import io.sigyn.storage.ByteWriter;
import java.util.Arrays;

/** Encodes lines by what they have in common; see {@link LineTemplates}. For one thread at a time. */
final class LineEncoder {
    /** Nodes with fewer visits come behind all others, so that their bytes lie together. */
    private static final int MANY = 512;

    private static final ThreadLocal<LineEncoder> OF_THREAD = ThreadLocal.withInitial(LineEncoder::new);

    private final LineGraph graph = new LineGraph();
    private final ByteWriter table = new ByteWriter();
    private final ByteWriter stored = new ByteWriter(1 << 14);
    private final PartWriter control = new PartWriter();
    private final PartWriter texts = new PartWriter();
    private final PartWriter turns = new PartWriter();
    private final PartWriter dictionaries = new PartWriter();
    private final PartWriter numbers = new PartWriter();
    private final PartWriter packed = new PartWriter();
    private final PartWriter[] parts = {control, texts, turns, dictionaries, numbers, packed};
    private final TokenColumn column = new TokenColumn(control.bytes, dictionaries, numbers, packed);
    private int[] order = new int[256]; // nodes as they are stored
    private int[] place = new int[256]; // of a node in that
    private int[] starts = new int[256]; // of a node's visits, or turns
    private int[] sorted = new int[1024];

    /** The encoder of this thread. */
    static LineEncoder ofThread() {
        return OF_THREAD.get();
    }

    /** Appends the bytes of these lines, which lie back to back; false and nothing if they have too little in common. */
    boolean encode(ByteWriter allLines, int[] lengths, int rows, int level, ByteWriter out) {
        if (rows == 0) {
            return false;
        }
        byte[] lines = allLines.reserve(Words.SLACK).buffer();
        graph.begin(lines);
        int at = 0;
        for (int row = 0; row < rows; row++) {
            if (!graph.add(at, at + lengths[row])) {
                return false;
            }
            at += lengths[row];
        }
        for (PartWriter part : parts) {
            part.clear();
        }
        orderNodes();
        encodeNodes(lines);
        encodeTurns();
        table.clear();
        stored.clear();
        long body = 0;
        for (PartWriter part : parts) {
            body += part.bytes.size();
        }
        if (body > LineTemplates.maxBody(at)) {
            return false;
        }
        int count = 0;
        for (PartWriter part : parts) {
            count += part.store(level, table, stored);
        }
        out.varint(count).bytes(table).bytes(stored);
        return true;
    }

    private void orderNodes() {
        if (order.length < graph.nodes) {
            order = new int[graph.textStart.length];
            place = new int[order.length];
            starts = new int[order.length];
        }
        int count = 0;
        order[count++] = LineGraph.ROOT;
        for (int pass = 0; pass < 2; pass++) {
            for (int node = 1; node < graph.nodes; node++) {
                if (graph.visitCount[node] >= MANY == (pass == 0)) {
                    order[count++] = node;
                }
            }
        }
        for (int i = 0; i < count; i++) {
            place[order[i]] = i;
        }
    }

    private void encodeNodes(byte[] lines) {
        sortVisits();
        column.begin(lines);
        ByteWriter out = control.bytes;
        out.varint(graph.nodes);
        int[] firstEdge = new int[graph.nodes + 1];
        for (int node = 0; node < graph.nodes; node++) {
            firstEdge[node + 1] = firstEdge[node] + graph.edgeCount[node];
        }
        int[] targets = new int[graph.edges];
        for (int edge = 0; edge < graph.edges; edge++) {
            targets[firstEdge[graph.edgeFrom[edge]] + graph.edgeOrdinal[edge]] = place[graph.edgeTo[edge]] - 1;
        }
        for (int i = 0; i < graph.nodes; i++) {
            int node = order[i];
            if (node != LineGraph.ROOT) {
                int length = graph.textLength[node];
                out.varint(2L * length + (graph.ends[node] ? 1 : 0));
                texts.bytes.bytes(lines, graph.textStart[node], length);
                if (graph.ends[node]) {
                    continue;
                }
            }
            out.varint(graph.visitCount[node]).varint(graph.edgeCount[node]);
            for (int edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
                out.varint(targets[edge]);
            }
            if (node != LineGraph.ROOT) {
                encodeTokens(node);
            }
        }
    }

    private void encodeTokens(int node) {
        int count = graph.visitCount[node];
        column.clear(count);
        int end = starts[node];
        for (int i = end - count; i < end; i++) {
            int visit = sorted[i];
            column.add(graph.tokenStart[visit], graph.tokenLength[visit], graph.tokenValue[visit]);
        }
        column.encode();
    }

    /** Visits by node; then each node's begin is where its own end. */
    private void sortVisits() {
        int sum = 0;
        for (int node = 0; node < graph.nodes; node++) {
            starts[node] = sum;
            sum += node == LineGraph.ROOT ? 0 : graph.visitCount[node];
        }
        if (sorted.length < graph.visits) {
            sorted = new int[graph.visitEdge.length];
        }
        for (int visit = 0; visit < graph.visits; visit++) {
            sorted[starts[graph.edgeTo[graph.visitEdge[visit]]]++] = visit;
        }
    }

    /** For each node that more than one follow, which one it was, visit by visit. */
    private void encodeTurns() {
        ByteWriter out = turns.bytes;
        Arrays.fill(starts, 0, graph.nodes, -1);
        int size = 0;
        for (int i = 0; i < graph.nodes; i++) {
            int node = order[i];
            if (graph.edgeCount[node] > 1) {
                starts[node] = size;
                size += graph.visitCount[node] * (graph.edgeCount[node] <= 256 ? 1 : 2);
            }
        }
        out.reserve(size);
        byte[] buffer = out.buffer();
        for (int visit = 0; visit < graph.visits; visit++) {
            int edge = graph.visitEdge[visit];
            int node = graph.edgeFrom[edge];
            if (starts[node] >= 0) {
                int to = starts[node]++;
                buffer[to] = (byte) graph.edgeOrdinal[edge];
                if (graph.edgeCount[node] > 256) {
                    buffer[to + graph.visitCount[node]] = (byte) (graph.edgeOrdinal[edge] >>> 8);
                }
            }
        }
        for (int i = 0; i < graph.nodes; i++) {
            int node = order[i];
            if (graph.edgeCount[node] > 1) {
                int count = graph.visitCount[node];
                int start = out.size();
                out.skip(count);
                turns.endOfKind(start);
                if (graph.edgeCount[node] > 256) {
                    out.skip(count);
                    turns.endOfKind(start + count);
                }
            }
        }
    }
}
