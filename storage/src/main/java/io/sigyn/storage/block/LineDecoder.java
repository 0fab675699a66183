package io.sigyn.storage.block;

import io.sigyn.storage.ByteReader;
import io.sigyn.storage.CorruptDataException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Decodes what {@link LineEncoder} wrote. Bytes that make no sense are refused, whatever they are: nothing is read or written
 * beyond its end, and no more memory taken than the lines' size allows. For one thread, once.
 */
final class LineDecoder {
    /** So many texts are put together at most. */
    private static final int MAX_JOINED = 16;

    private static final int MAX_JOINED_BYTES = 128;

    private final ByteReader in;
    private final int rawLength;
    private final int[] offsets;
    private final int rows;
    private byte[] body = new byte[0];
    private LineNode[] nodes = new LineNode[0];

    private LineDecoder(ByteReader in, int rawLength, int[] offsets, int rows) {
        this.in = in;
        this.rawLength = rawLength;
        this.offsets = offsets;
        this.rows = rows;
    }

    /**
     * The lines back to back, and some bytes of no meaning behind them.
     *
     * @param offsets where each line begins, and the last one ends, which is at {@code rawLength}
     */
    static byte[] decode(ByteReader in, int rawLength, int[] offsets, int rows) throws CorruptDataException {
        LineDecoder decoder = new LineDecoder(in, rawLength, offsets, rows);
        int length = decoder.readBody();
        decoder.readNodes(length);
        return decoder.lines();
    }

    private int readBody() throws CorruptDataException {
        int parts = in.count(in.remaining() / 3);
        int[] codecs = new int[parts];
        int[] rawLengths = new int[parts];
        int[] storedLengths = new int[parts];
        int max = LineTemplates.maxBody(rawLength);
        int sum = 0;
        for (int i = 0; i < parts; i++) {
            codecs[i] = in.u8();
            if (!Codec.isKnown(codecs[i])) {
                throw in.corrupt("codec " + codecs[i], "one that this version knows");
            }
            rawLengths[i] = in.count(max - sum);
            storedLengths[i] = in.count(in.remaining());
            sum += rawLengths[i];
        }
        body = new byte[sum + Words.SLACK];
        int at = 0;
        for (int i = 0; i < parts; i++) {
            int from = in.position();
            in.skip(storedLengths[i]);
            try {
                Codec.ofId(codecs[i]).decompress(in.buffer(), from, storedLengths[i], body, at, rawLengths[i]);
            } catch (IllegalArgumentException e) {
                throw in.corrupt(String.valueOf(e.getMessage()), "part " + i + " of " + rawLengths[i] + " bytes");
            }
            at += rawLengths[i];
        }
        in.expectEnd();
        return sum;
    }

    private void readNodes(int bodyLength) throws CorruptDataException {
        ByteReader control = new ByteReader("lines' templates", in.file(), 0, body, 0, bodyLength);
        int count = control.count(Math.min(LineTemplates.MAX_NODES, bodyLength));
        if (count < 2) {
            throw control.corrupt(count + " nodes", "2 at least");
        }
        nodes = new LineNode[count];
        nodes[0] = LineNode.root(control, count, rows);
        long visits = 0;
        for (int i = 1; i < count; i++) {
            nodes[i] = LineNode.decode(control, count, rawLength);
            visits += nodes[i].count;
        }
        if (visits > rawLength) {
            throw control.corrupt(visits + " tokens", "at most " + rawLength);
        }
        for (LineNode node : nodes) {
            node.link(nodes);
            node.textStart = control.position();
            control.skip(node.textLength);
        }
        for (LineNode node : nodes) {
            node.turns = control.position();
            control.skip(node.turnBytes());
        }
        for (LineNode node : nodes) {
            if (node.hasEntries()) {
                node.bytes = control.position();
                control.skip(node.entryBytes());
            }
        }
        for (LineNode node : nodes) {
            node.planes = control.position();
            control.skip(node.planeBytes());
        }
        for (LineNode node : nodes) {
            if (!node.hasEntries()) {
                node.bytes = control.position();
                control.skip(node.packedBytes(body));
            }
        }
        control.expectEnd();
        joinTexts(bodyLength);
    }

    /** Where all lines go on alike, their texts are put together, behind the body, to be written at once. */
    private void joinTexts(int bodyLength) {
        int[] lengths = new int[nodes.length];
        int sum = 0;
        for (int i = 1; i < nodes.length; i++) {
            LineNode last = nodes[i];
            int length = last.textLength;
            for (int steps = 0; steps < MAX_JOINED && length < MAX_JOINED_BYTES && last.isFixed(); steps++) {
                LineNode next = Objects.requireNonNull(last.only());
                if (last.fixedLength() + next.textLength > MAX_JOINED_BYTES) {
                    break;
                }
                length += last.fixedLength() + next.textLength;
                last = next;
            }
            nodes[i].last = last;
            lengths[i] = length;
            sum += last == nodes[i] ? 0 : length;
        }
        if (sum == 0) {
            return;
        }
        body = Arrays.copyOf(body, bodyLength + sum + Words.SLACK);
        int[] starts = new int[nodes.length];
        int at = bodyLength;
        for (int i = 1; i < nodes.length; i++) {
            starts[i] = nodes[i].textStart;
            if (nodes[i].last != nodes[i]) {
                starts[i] = at;
                at = join(nodes[i], at);
            }
        }
        for (int i = 1; i < nodes.length; i++) {
            nodes[i].textStart = starts[i];
            nodes[i].textLength = lengths[i];
        }
    }

    private int join(LineNode first, int start) {
        int at = start;
        LineNode node = first;
        while (true) {
            System.arraycopy(body, node.textStart, body, at, node.textLength);
            at += node.textLength;
            if (node == first.last) {
                return at;
            }
            System.arraycopy(body, node.bytes, body, at, node.fixedLength());
            at += node.fixedLength();
            node = Objects.requireNonNull(node.only());
        }
    }

    private byte[] lines() throws CorruptDataException {
        byte[] out = new byte[rawLength + 2 * Words.SLACK];
        byte[] from = body;
        int at = 0;
        for (int row = 0; row < rows; row++) {
            int end = offsets[row + 1];
            LineNode node = nodes[0];
            while (true) {
                LineNode next = node.next(from);
                if (next == null) {
                    throw damaged(row, "no next node");
                }
                node = next;
                at = Words.copy(from, node.textStart, node.textLength, out, at, end);
                if (at < 0) {
                    throw damaged(row, "text behind its end");
                }
                node = node.last;
                if (node.end) {
                    break;
                }
                at = node.token(from, out, at, end);
                if (at < 0 || at > end) {
                    throw damaged(row, "no token, or one behind its end");
                }
            }
            if (at != end) {
                throw damaged(row, "an end at byte " + at);
            }
        }
        return out;
    }

    private CorruptDataException damaged(int row, String found) {
        return in.corrupt("line " + row + " with " + found, "an end at byte " + offsets[row + 1]);
    }
}
