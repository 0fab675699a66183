package io.sigyn.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Parts of the bodies that clients push: strings of JSON, messages of protobuf. */
final class PushBodies {

    private PushBodies() {}

    /** A string of JSON, which is one of LogQL as well. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** An entry: time, line and structured metadata. */
    static byte[] entry(long nanos, String line, Map<String, String> metadata) {
        ByteArrayOutputStream time = new ByteArrayOutputStream();
        time.write(1 << 3);
        varint(time, nanos / 1_000_000_000);
        time.write(2 << 3);
        varint(time, nanos % 1_000_000_000);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        field(message, 1, time.toByteArray());
        field(message, 2, utf8(line));
        metadata.forEach((name, value) -> {
            ByteArrayOutputStream pair = new ByteArrayOutputStream();
            field(pair, 1, utf8(name));
            field(pair, 2, utf8(value));
            field(message, 3, pair.toByteArray());
        });
        return message.toByteArray();
    }

    /** Appends a field of bytes: a string or a message. */
    static void field(ByteArrayOutputStream out, int number, byte[] bytes) {
        out.write(number << 3 | 2);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
