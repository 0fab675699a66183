package io.sigyn.ingester.decode;

import io.sigyn.ingester.RejectedPushException;
import io.sigyn.storage.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns OTLP's JSON into its protobuf, which has no order of fields to care about, so that one decoder is enough. Names
 * are accepted in camel and in snake case, numbers also as strings; unknown fields are skipped. Stateless.
 */
final class OtlpJson {
    private static final int MAX_DEPTH = 64;

    private static final Message VALUE = new Message();
    private static final Message REQUEST = new Message();

    static {
        Message pair = new Message().field("key", 1, Type.STRING).message("value", 2, VALUE);
        Message array = new Message().repeated("values", 1, VALUE);
        Message map = new Message().repeated("values", 1, pair);
        VALUE.field("stringValue", 1, Type.STRING)
                .field("boolValue", 2, Type.BOOL)
                .field("intValue", 3, Type.VARINT)
                .field("doubleValue", 4, Type.DOUBLE)
                .message("arrayValue", 5, array)
                .message("kvlistValue", 6, map)
                .field("bytesValue", 7, Type.BASE64);
        Message log = new Message()
                .field("timeUnixNano", 1, Type.FIXED64)
                .field("severityNumber", 2, Type.SEVERITY)
                .field("severityText", 3, Type.STRING)
                .message("body", 5, VALUE)
                .repeated("attributes", 6, pair)
                .field("droppedAttributesCount", 7, Type.VARINT)
                .field("flags", 8, Type.FIXED32)
                .field("traceId", 9, Type.HEX)
                .field("spanId", 10, Type.HEX)
                .field("observedTimeUnixNano", 11, Type.FIXED64);
        Message scope = new Message()
                .field("name", 1, Type.STRING)
                .field("version", 2, Type.STRING)
                .repeated("attributes", 3, pair)
                .field("droppedAttributesCount", 4, Type.VARINT);
        Message resource =
                new Message().repeated("attributes", 1, pair).field("droppedAttributesCount", 2, Type.VARINT);
        Message scopeLogs = new Message().message("scope", 1, scope).repeated("logRecords", 2, log);
        Message resourceLogs = new Message().message("resource", 1, resource).repeated("scopeLogs", 2, scopeLogs);
        REQUEST.repeated("resourceLogs", 1, resourceLogs);
    }

    private OtlpJson() {}

    private enum Type {
        STRING,
        BOOL,
        VARINT,
        SEVERITY,
        DOUBLE,
        FIXED32,
        FIXED64,
        HEX,
        BASE64,
        MESSAGE
    }

    private record Field(
            int number,
            Type type,
            boolean repeated,
            @Nullable Message message) {}

    /** The fields of a message by their names. */
    private static final class Message {
        final Map<String, Field> fields = new HashMap<>();

        Message field(String name, int number, Type type) {
            return put(name, new Field(number, type, false, null));
        }

        Message message(String name, int number, Message message) {
            return put(name, new Field(number, Type.MESSAGE, false, message));
        }

        Message repeated(String name, int number, Message message) {
            return put(name, new Field(number, Type.MESSAGE, true, message));
        }

        private Message put(String name, Field field) {
            fields.put(name, field);
            fields.put(name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT), field);
            return this;
        }
    }

    static Decompressor.Bytes toProtobuf(Decompressor.Bytes body, int maxBytes) {
        JsonScanner json = new JsonScanner(body.array(), body.offset(), body.length());
        ByteWriter out = new ByteWriter(Math.max(256, body.length()));
        if (json.peek() != '{' && json.peek() != 'n') {
            throw json.unexpected("'{' or null");
        }
        message(json, REQUEST, out, 0);
        if (out.size() > maxBytes) {
            throw Decompressor.tooLarge(maxBytes);
        }
        return new Decompressor.Bytes(out.buffer(), 0, out.size());
    }

    private static void message(JsonScanner json, Message message, ByteWriter out, int depth) {
        if (depth > MAX_DEPTH) {
            throw json.unexpected("values at most " + MAX_DEPTH + " levels deep");
        }
        if (json.takeNull() || !json.open('{', '}')) {
            return;
        }
        do {
            json.key();
            Field field = message.fields.get(json.stringText());
            if (field == null) {
                json.skip();
            } else if (!field.repeated) {
                field(json, field, out, depth);
            } else if (!json.takeNull() && json.open('[', ']')) {
                do {
                    field(json, field, out, depth);
                } while (json.more(']'));
            }
        } while (json.more('}'));
    }

    private static void field(JsonScanner json, Field field, ByteWriter out, int depth) {
        if (field.message != null) {
            out.varint((long) field.number << 3 | ProtoReader.BYTES);
            int start = out.size();
            message(json, field.message, out, depth + 1);
            insertLength(out, start);
        } else if (!json.takeNull()) {
            scalar(json, field, out);
        }
    }

    /** Moves what was written since {@code start} so that its length fits before it. */
    private static void insertLength(ByteWriter out, int start) {
        int length = out.size() - start;
        int size = 1;
        for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
            size++;
        }
        out.reserve(size);
        byte[] buffer = out.buffer();
        System.arraycopy(buffer, start, buffer, start + size, length);
        for (int i = 0; i < size; i++) {
            buffer[start + i] = (byte) (length >>> (7 * i) | (i < size - 1 ? 0x80 : 0));
        }
        out.skip(size);
    }

    private static void scalar(JsonScanner json, Field field, ByteWriter out) {
        long tag = (long) field.number << 3;
        switch (field.type) {
            case STRING -> {
                json.string();
                out.varint(tag | ProtoReader.BYTES).blob(json.text(), json.stringOffset(), json.stringLength());
            }
            case BOOL -> out.varint(tag).varint(json.bool() ? 1 : 0);
            case VARINT -> out.varint(tag).varint(integer(json));
            case SEVERITY -> out.varint(tag).varint(severity(json));
            case DOUBLE -> out.varint(tag | ProtoReader.FIXED64).u64(Double.doubleToRawLongBits(decimal(json)));
            case FIXED32 -> out.varint(tag | ProtoReader.FIXED32).u32((int) integer(json));
            case FIXED64 -> out.varint(tag | ProtoReader.FIXED64).u64(integer(json));
            case HEX, BASE64 -> {
                json.string();
                byte[] bytes = bytes(json, field.type);
                out.varint(tag | ProtoReader.BYTES).blob(bytes, 0, bytes.length);
            }
            case MESSAGE -> throw new AssertionError("a message is no scalar");
        }
    }

    private static String numberText(JsonScanner json) {
        if (json.peek() == '"') {
            json.string();
        } else {
            json.number();
        }
        return json.stringText();
    }

    private static long integer(JsonScanner json) {
        String text = numberText(json);
        try {
            return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw refused("\"" + text + "\" is no integer");
        }
    }

    private static double decimal(JsonScanner json) {
        String text = numberText(json);
        try {
            return switch (text) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        } catch (NumberFormatException e) {
            throw refused("\"" + text + "\" is no number");
        }
    }

    /** A number, or a name such as SEVERITY_NUMBER_INFO2. */
    private static long severity(JsonScanner json) {
        String text = numberText(json);
        if (!text.startsWith("SEVERITY_NUMBER_")) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw refused("\"" + text + "\" is no severity number");
            }
        }
        String[] names = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
        for (int i = 0; i < names.length * 4; i++) {
            if (text.equals("SEVERITY_NUMBER_" + names[i / 4] + (i % 4 == 0 ? "" : i % 4 + 1))) {
                return i + 1L;
            }
        }
        return 0;
    }

    private static byte[] bytes(JsonScanner json, Type type) {
        String text = json.stringText();
        try {
            return type == Type.HEX
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw refused("\"" + text + "\" is no " + (type == Type.HEX ? "hexadecimal" : "base64") + " string");
        }
    }

    private static RejectedPushException refused(String problem) {
        return new RejectedPushException(400, problem);
    }
}
