package io.sigyn.storage.block;

import io.sigyn.storage.ByteWriter;

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
    private LineGraph.Node[] order = new LineGraph.Node[256]; // nodes as they are stored
    private int[] place = new int[256]; // of a node in that
    private int[] starts = new int[256]; // of a node's tokens, or turns

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

    /** The root first, then nodes with many visits. */
    private void orderNodes() {
        if (order.length < graph.nodeCount) {
            order = new LineGraph.Node[graph.nodes.length];
            place = new int[order.length];
            starts = new int[order.length];
        }
        int count = 0;
        order[count++] = graph.nodes[0];
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 1; i < graph.nodeCount; i++) {
                if (graph.nodes[i].visits >= MANY == (pass == 0)) {
                    order[count++] = graph.nodes[i];
                }
            }
        }
        for (int i = 0; i < count; i++) {
            place[order[i].number] = i;
        }
    }

    private void encodeNodes(byte[] lines) {
        sortTokens(lines);
        int[] firstEdge = new int[graph.nodeCount + 1];
        for (int i = 0; i < graph.nodeCount; i++) {
            firstEdge[i + 1] = firstEdge[i] + graph.nodes[i].followers;
        }
        int[] targets = new int[graph.edgeCount];
        for (int i = 0; i < graph.edgeCount; i++) {
            LineGraph.Edge edge = graph.edges[i];
            targets[firstEdge[edge.from().number] + edge.ordinal()] = place[edge.to().number] - 1;
        }
        ByteWriter out = control.bytes;
        out.varint(graph.nodeCount);
        for (int i = 0; i < graph.nodeCount; i++) {
            LineGraph.Node node = order[i];
            if (i > 0) {
                out.varint(2L * node.textLength + (node.ends() ? 1 : 0));
                texts.bytes.bytes(lines, node.textStart, node.textLength);
                if (node.ends()) {
                    continue;
                }
            }
            out.varint(node.visits).varint(node.followers);
            for (int edge = firstEdge[node.number]; edge < firstEdge[node.number + 1]; edge++) {
                out.varint(targets[edge]);
            }
            if (i > 0) {
                int end = starts[node.number];
                column.encode(end - node.visits, end);
            }
        }
    }

    /** Tokens by node; then each node's begin is where its own end. */
    private void sortTokens(byte[] lines) {
        int sum = 0;
        for (int i = 1; i < graph.nodeCount; i++) {
            starts[i] = sum;
            sum += graph.nodes[i].visits;
        }
        column.begin(lines, sum);
        for (int visit = 0; visit < graph.visits; visit++) {
            int place = starts[graph.edges[graph.visitEdge[visit]].to().number]++;
            column.set(place, graph.tokenStart[visit], graph.tokenLength[visit], graph.tokenValue[visit]);
        }
    }

    /** For each node that more than one follow, which one it was, visit by visit. */
    private void encodeTurns() {
        ByteWriter out = turns.bytes;
        int size = 0;
        for (int i = 0; i < graph.nodeCount; i++) {
            LineGraph.Node node = order[i];
            starts[node.number] = size;
            size += node.followers <= 1 ? 0 : node.visits * (node.followers <= 256 ? 1 : 2);
        }
        out.reserve(size);
        byte[] buffer = out.buffer();
        for (int visit = 0; visit < graph.visits; visit++) {
            LineGraph.Edge edge = graph.edges[graph.visitEdge[visit]];
            LineGraph.Node node = edge.from();
            if (node.followers > 1) {
                int to = starts[node.number]++;
                buffer[to] = (byte) edge.ordinal();
                if (node.followers > 256) {
                    buffer[to + node.visits] = (byte) (edge.ordinal() >>> 8);
                }
            }
        }
        for (int i = 0; i < graph.nodeCount; i++) {
            LineGraph.Node node = order[i];
            for (int rest = node.followers - 1; rest > 0; rest >>>= 8) {
                int start = out.size();
                out.skip(node.visits);
                turns.endOfKind(start);
            }
        }
    }
}
