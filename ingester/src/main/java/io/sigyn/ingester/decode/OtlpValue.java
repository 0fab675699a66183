package io.sigyn.ingester.decode;

import io.sigyn.ingester.RejectedPushException;
import io.sigyn.storage.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** OTLP's values as text: plain ones as they are, lists and maps as JSON. Stateless. */
final class OtlpValue {
    private static final int MAX_DEPTH = 64;
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private OtlpValue() {}

    /** Takes the leaves of a map. */
    interface Leaves {
        /** A value that is no map: its text was appended from {@code offset} on. */
        void leaf(String name, int offset, int length);
    }

    /** Appends the value that the message at the reader is. */
    static void text(ProtoReader value, ByteWriter out) {
        int start = out.size();
        while (value.next()) {
            if (value.field() <= 7) {
                truncate(out, start);
            }
            switch (value.field()) {
                case 1 -> {
                    value.bytes("StringValue");
                    out.bytes(value.text(), value.bytesOffset(), value.bytesLength());
                }
                case 2, 3, 4, 7 -> scalar(value, out);
                case 5 -> array(value, out, 0);
                case 6 -> map(value, out, 0);
                default -> value.skip();
            }
        }
    }

    /** Gives a value under a name: a map as its leaves, their names joined by underscores. */
    static void flatten(String name, ProtoReader value, ByteWriter out, Leaves leaves) {
        flatten(name, value, out, leaves, 0);
    }

    private static void flatten(String name, ProtoReader value, ByteWriter out, Leaves leaves, int depth) {
        checkDepth(depth);
        ProtoReader whole = value.rest();
        boolean map = false;
        while (value.next()) {
            if (value.field() == 6) {
                map = true;
                int outer = value.enter("KvlistValue");
                while (value.next()) {
                    if (value.field() == 1) {
                        int pair = value.enter("Values");
                        flattenPair(name, value, out, leaves, depth);
                        value.leave(pair);
                    } else {
                        value.skip();
                    }
                }
                value.leave(outer);
            } else {
                value.skip();
            }
        }
        if (!map) {
            int start = out.size();
            text(whole, out);
            leaves.leaf(name, start, out.size() - start);
        }
    }

    private static void flattenPair(String prefix, ProtoReader pair, ByteWriter out, Leaves leaves, int depth) {
        ProtoReader again = pair.rest();
        String key = key(pair);
        while (again.next()) {
            if (again.field() == 2) {
                int outer = again.enter("Value");
                flatten(prefix + "_" + key, again, out, leaves, depth + 1);
                again.leave(outer);
            } else {
                again.skip();
            }
        }
    }

    /** The key of the pair at the reader, which is read to its end. */
    static String key(ProtoReader pair) {
        String key = "";
        while (pair.next()) {
            if (pair.field() == 1) {
                pair.bytes("Key");
                key = new String(pair.text(), pair.bytesOffset(), pair.bytesLength(), StandardCharsets.UTF_8);
            } else {
                pair.skip();
            }
        }
        return key;
    }

    private static void scalar(ProtoReader value, ByteWriter out) {
        switch (value.field()) {
            case 2 -> ascii(value.varint("BoolValue") != 0 ? "true" : "false", out);
            case 3 -> ascii(Long.toString(value.varint("IntValue")), out);
            case 4 -> ascii(GoJson.number(Double.longBitsToDouble(value.fixed64("DoubleValue"))), out);
            default -> {
                value.bytes("BytesValue");
                byte[] bytes = new byte[value.bytesLength()];
                System.arraycopy(value.text(), value.bytesOffset(), bytes, 0, bytes.length);
                out.bytes(Base64.getEncoder().encode(bytes));
            }
        }
    }

    private static void ascii(String text, ByteWriter out) {
        out.bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void json(ProtoReader value, ByteWriter out, int depth) {
        checkDepth(depth);
        int start = out.size();
        out.bytes(NULL);
        while (value.next()) {
            if (value.field() <= 7) {
                truncate(out, start);
            }
            switch (value.field()) {
                case 1 -> {
                    value.bytes("StringValue");
                    GoJson.string(value.text(), value.bytesOffset(), value.bytesLength(), out);
                }
                case 2, 3, 4 -> scalar(value, out);
                case 5 -> array(value, out, depth);
                case 6 -> map(value, out, depth);
                case 7 -> {
                    out.u8('"');
                    scalar(value, out);
                    out.u8('"');
                }
                default -> value.skip();
            }
        }
    }

    private static void array(ProtoReader value, ByteWriter out, int depth) {
        int outer = value.enter("ArrayValue");
        out.u8('[');
        boolean first = true;
        while (value.next()) {
            if (value.field() != 1) {
                value.skip();
                continue;
            }
            if (!first) {
                out.u8(',');
            }
            first = false;
            int element = value.enter("Values");
            json(value, out, depth + 1);
            value.leave(element);
        }
        out.u8(']');
        value.leave(outer);
    }

    /** Sorted by key; of equal keys the last counts. */
    private static void map(ProtoReader value, ByteWriter out, int depth) {
        int outer = value.enter("KvlistValue");
        Map<String, byte[]> pairs = new TreeMap<>();
        while (value.next()) {
            if (value.field() == 1) {
                int pair = value.enter("Values");
                ProtoReader again = value.rest();
                String key = key(value);
                pairs.put(key, pairValue(again, depth));
                value.leave(pair);
            } else {
                value.skip();
            }
        }
        value.leave(outer);
        out.u8('{');
        boolean first = true;
        for (Map.Entry<String, byte[]> pair : pairs.entrySet()) {
            if (!first) {
                out.u8(',');
            }
            first = false;
            byte[] key = pair.getKey().getBytes(StandardCharsets.UTF_8);
            GoJson.string(key, 0, key.length, out);
            out.u8(':').bytes(pair.getValue());
        }
        out.u8('}');
    }

    private static byte[] pairValue(ProtoReader pair, int depth) {
        ByteWriter out = new ByteWriter(64);
        out.bytes(NULL);
        while (pair.next()) {
            if (pair.field() == 2) {
                out.clear();
                int outer = pair.enter("Value");
                json(pair, out, depth + 1);
                pair.leave(outer);
            } else {
                pair.skip();
            }
        }
        return out.toByteArray();
    }

    private static void truncate(ByteWriter out, int size) {
        out.skip(size - out.size());
    }

    private static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new RejectedPushException(400, "attribute values more than " + MAX_DEPTH + " levels deep");
        }
    }
}
