package io.sigyn.ingester.decode;

import io.sigyn.ingester.RejectedPushException;
import io.sigyn.model.GoQuote;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * OTLP's logs as Loki takes them: some resource attributes are the labels, everything else is metadata, in the order log
 * record, resource, scope (of equal names the last counts). For one thread, once.
 */
final class OtlpDecoder {
    private static final String HEX = "0123456789abcdef";

    private final ProtoReader proto;
    private final StreamTable table;
    private final List<String> discover;
    private final OtlpRules rules;
    private final InstantSource clock;
    private final DecodedPush push;
    private final int maxBytes;
    private final ByteWriter out = new ByteWriter(4096);

    private Pairs resourcePairs = new Pairs();
    private Pairs scopePairs = new Pairs();

    OtlpDecoder(
            ProtoReader proto,
            StreamTable table,
            TenantLimits limits,
            InstantSource clock,
            DecodedPush push,
            int maxBytes) {
        this.proto = proto;
        this.table = table;
        this.discover = limits.discoverServiceName();
        this.rules = OtlpRules.of(limits.otlpConfig());
        this.clock = clock;
        this.push = push;
        this.maxBytes = maxBytes;
    }

    /** Metadata that many records share: places in {@link #out}. */
    private static final class Pairs {
        int[] places = new int[32];
        int size;

        void add(int nameOffset, int nameLength, int valueOffset, int valueLength) {
            if (size + 4 > places.length) {
                places = Arrays.copyOf(places, size * 2);
            }
            places[size++] = nameOffset;
            places[size++] = nameLength;
            places[size++] = valueOffset;
            places[size++] = valueLength;
        }

        void addTo(DecodedPush push) {
            for (int i = 0; i < size; i += 4) {
                push.addPair(places[i], places[i + 1], places[i + 2], places[i + 3]);
            }
        }
    }

    private interface Sink {
        void pair(int nameOffset, int nameLength, int valueOffset, int valueLength);
    }

    void decode() {
        while (proto.next()) {
            if (proto.field() == 1) {
                int outer = proto.enter("ResourceLogs");
                resourceLogs();
                proto.leave(outer);
            } else {
                proto.skip();
            }
        }
        push.buffer(out.buffer());
    }

    private void resourceLogs() {
        ProtoReader first = proto.rest();
        Map<String, String> labels = new TreeMap<>();
        resourcePairs = new Pairs();
        while (first.next()) {
            if (first.field() == 1) {
                int outer = first.enter("Resource");
                resource(first, labels);
                first.leave(outer);
            } else {
                first.skip();
            }
        }
        int entries = push.entries();
        while (proto.next()) {
            if (proto.field() == 2) {
                int outer = proto.enter("ScopeLogs");
                scopeLogs();
                proto.leave(outer);
            } else {
                proto.skip();
            }
        }
        if (push.entries() > entries) {
            push.endStream(stream(labels));
        }
    }

    private StreamLabels stream(Map<String, String> labels) {
        StringBuilder text = new StringBuilder("{");
        labels.forEach((name, value) -> text.append(text.length() == 1 ? "" : ", ")
                .append(name)
                .append('=')
                .append(GoQuote.quote(value)));
        byte[] utf8 = text.append('}').toString().getBytes(StandardCharsets.UTF_8);
        return table.ofLabelString(utf8, 0, utf8.length, discover);
    }

    private void resource(ProtoReader resource, Map<String, String> labels) {
        while (resource.next()) {
            if (resource.field() == 1) {
                attribute(resource, Place.RESOURCE, resourcePairs::add, labels);
            } else if (resource.field() == 2) {
                count("resource_dropped_attributes_count", resource.varint("count"), resourcePairs::add);
            } else {
                resource.skip();
            }
        }
    }

    private enum Place {
        RESOURCE,
        SCOPE,
        LOG
    }

    private void attribute(ProtoReader message, Place place, Sink sink, Map<String, String> labels) {
        int outer = message.enter("Attributes");
        ProtoReader again = message.rest();
        String key = OtlpValue.key(message);
        OtlpRules.Action action = switch (place) {
            case RESOURCE -> rules.resource(key);
            case SCOPE -> rules.scope(key);
            case LOG -> rules.log(key);
        };
        boolean valued = false;
        while (action != OtlpRules.Action.DROP && again.next()) {
            if (again.field() == 2) {
                valued = true;
                int value = again.enter("Value");
                OtlpValue.flatten(
                        key, again, out, (name, offset, length) -> leaf(name, offset, length, action, sink, labels));
                again.leave(value);
            } else {
                again.skip();
            }
        }
        if (!valued && action != OtlpRules.Action.DROP) {
            leaf(key, out.size(), 0, action, sink, labels);
        }
        message.leave(outer);
        checkSize();
    }

    private void leaf(
            String name, int offset, int length, OtlpRules.Action action, Sink sink, Map<String, String> labels) {
        String normal = normalize(name);
        if (action == OtlpRules.Action.LABEL) {
            labels.put(normal, new String(out.buffer(), offset, length, StandardCharsets.UTF_8));
        } else {
            pair(normal, offset, length, sink);
        }
    }

    private void pair(String name, int valueOffset, int valueLength, Sink sink) {
        int nameOffset = out.size();
        out.bytes(name.getBytes(StandardCharsets.UTF_8));
        sink.pair(nameOffset, out.size() - nameOffset, valueOffset, valueLength);
    }

    private void textPair(String name, String value, Sink sink) {
        int offset = out.size();
        out.bytes(value.getBytes(StandardCharsets.UTF_8));
        pair(name, offset, out.size() - offset, sink);
    }

    private void count(String name, long count, Sink sink) {
        if (count != 0) {
            textPair(name, Long.toUnsignedString(count), sink);
        }
    }

    /** Every character that cannot be in a label's name becomes an underscore; one may not begin with a digit or one underscore. */
    static String normalize(String name) {
        StringBuilder out = new StringBuilder(name.length() + 4);
        name.codePoints().forEach(c -> out.appendCodePoint(Character.isLetter(c) || Character.isDigit(c) ? c : '_'));
        if (out.length() > 0 && Character.isDigit(out.charAt(0))) {
            out.insert(0, "key_");
        } else if (out.length() > 0 && out.charAt(0) == '_' && !(out.length() > 1 && out.charAt(1) == '_')) {
            out.insert(0, "key");
        }
        return out.toString();
    }

    private void scopeLogs() {
        ProtoReader first = proto.rest();
        scopePairs = new Pairs();
        while (first.next()) {
            if (first.field() == 1) {
                int outer = first.enter("Scope");
                scope(first);
                first.leave(outer);
            } else {
                first.skip();
            }
        }
        while (proto.next()) {
            if (proto.field() == 2) {
                int outer = proto.enter("LogRecords");
                record();
                proto.leave(outer);
            } else {
                proto.skip();
            }
        }
    }

    private void scope(ProtoReader scope) {
        while (scope.next()) {
            switch (scope.field()) {
                case 1 -> scopeText(scope, "scope_name");
                case 2 -> scopeText(scope, "scope_version");
                case 3 -> attribute(scope, Place.SCOPE, scopePairs::add, new TreeMap<>());
                case 4 -> count("scope_dropped_attributes_count", scope.varint("count"), scopePairs::add);
                default -> scope.skip();
            }
        }
    }

    private void scopeText(ProtoReader scope, String name) {
        scope.bytes(name);
        if (scope.bytesLength() > 0) {
            int offset = out.size();
            out.bytes(scope.text(), scope.bytesOffset(), scope.bytesLength());
            pair(name, offset, scope.bytesLength(), scopePairs::add);
        }
    }

    private void record() {
        ProtoReader again = proto.rest();
        long time = 0;
        long observed = 0;
        int lineOffset = 0;
        int lineLength = 0;
        while (proto.next()) {
            switch (proto.field()) {
                case 1 -> time = proto.fixed64("TimeUnixNano");
                case 5 -> {
                    int outer = proto.enter("Body");
                    lineOffset = out.size();
                    OtlpValue.text(proto, out);
                    lineLength = out.size() - lineOffset;
                    proto.leave(outer);
                }
                case 6 -> attribute(proto, Place.LOG, push::addPair, new TreeMap<>());
                case 11 -> observed = proto.fixed64("ObservedTimeUnixNano");
                default -> proto.skip();
            }
        }
        if (time != 0 && observed != 0) {
            textPair("observed_timestamp", Long.toUnsignedString(observed), push::addPair);
        }
        recordFields(again);
        resourcePairs.addTo(push);
        scopePairs.addTo(push);
        push.addEntry(timestamp(time != 0 ? time : observed), lineOffset, lineLength);
        checkSize();
    }

    private void recordFields(ProtoReader log) {
        while (log.next()) {
            switch (log.field()) {
                case 2 -> number("severity_number", (int) log.varint("SeverityNumber"));
                case 3 -> {
                    log.bytes("SeverityText");
                    if (log.bytesLength() > 0) {
                        int offset = out.size();
                        out.bytes(log.text(), log.bytesOffset(), log.bytesLength());
                        pair("severity_text", offset, log.bytesLength(), push::addPair);
                    }
                }
                case 7 -> count("dropped_attributes_count", log.varint("count") & 0xffff_ffffL, push::addPair);
                case 8 -> count("flags", log.fixed32("Flags") & 0xffff_ffffL, push::addPair);
                case 9 -> id("trace_id", "TraceID", 16, log);
                case 10 -> id("span_id", "SpanID", 8, log);
                default -> log.skip();
            }
        }
    }

    private void number(String name, int number) {
        if (number != 0) {
            textPair(name, Integer.toString(number), push::addPair);
        }
    }

    /** All zeros is no id, nor is nothing at all; any other length is refused. */
    private void id(String name, String type, int length, ProtoReader log) {
        log.bytes(name);
        if (log.bytesLength() != 0 && log.bytesLength() != length) {
            throw new RejectedPushException(400, "invalid length for " + type);
        }
        StringBuilder hex = new StringBuilder(log.bytesLength() * 2);
        int bits = 0;
        for (int i = log.bytesOffset(); i < log.bytesOffset() + log.bytesLength(); i++) {
            byte b = log.text()[i];
            bits |= b;
            hex.append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
        }
        if (bits != 0) {
            textPair(name, hex.toString(), push::addPair);
        }
    }

    private long timestamp(long nanos) {
        if (nanos == 0) {
            Instant now = clock.instant();
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        }
        return nanos < 0 ? Long.MAX_VALUE : nanos;
    }

    private void checkSize() {
        if (out.size() > maxBytes) {
            throw Decompressor.tooLarge(maxBytes);
        }
    }
}
