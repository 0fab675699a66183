package io.sigyn.ingester.decode;

import io.sigyn.ingester.RejectedPushException;
import java.util.List;

/**
 * {@code {"streams": [{"stream": {name: value}, "values": [["<nanoseconds>", "<line>", {name: value}]]}]}}, as leniently
 * as Loki reads it: what follows the document is ignored, unknown keys are skipped, labels need not be strings, a line
 * may be missing. Metadata values keep their escapes. For one thread, once.
 */
final class JsonPushDecoder {
    private static final byte[] NO_LABELS = {'{', '}'};

    private final JsonScanner json;
    private final StreamTable table;
    private final List<String> discover;
    private final DecodedPush push;

    JsonPushDecoder(JsonScanner json, StreamTable table, List<String> discover, DecodedPush push) {
        this.json = json;
        this.table = table;
        this.discover = discover;
        this.push = push;
    }

    void decode() {
        if (json.peek() != '{' && json.peek() != 'n') {
            throw json.unexpected("'{' or null");
        }
        if (json.takeNull() || !json.open('{', '}')) {
            return;
        }
        do {
            json.key();
            if (json.stringIs("streams")) {
                push.clearStreams();
                streams();
            } else {
                json.skip();
            }
        } while (json.more('}'));
    }

    private void streams() {
        if (!json.takeNull() && json.open('[', ']')) {
            do {
                stream();
            } while (json.more(']'));
        }
    }

    private void stream() {
        int firstEntry = push.entries();
        StreamLabels labels = null;
        if (json.open('{', '}')) {
            do {
                json.key();
                if (json.stringIs("stream")) {
                    labels = labels();
                } else if (json.stringIs("values")) {
                    push.truncate(firstEntry);
                    values();
                } else {
                    json.skip();
                }
            } while (json.more('}'));
        }
        push.endStream(labels == null ? table.ofJsonObject(NO_LABELS, 0, NO_LABELS.length, discover) : labels);
    }

    private StreamLabels labels() {
        if (json.peek() != '{') {
            throw json.unexpected("an object of labels");
        }
        int from = json.position();
        json.skip();
        return table.ofJsonObject(json.text(), from, json.position() - from, discover);
    }

    private void values() {
        if (!json.takeNull() && json.open('[', ']')) {
            do {
                value();
            } while (json.more(']'));
        }
    }

    private void value() {
        long timestamp = DecodedPush.NO_TIME;
        int lineOffset = 0;
        int lineLength = 0;
        int index = 0;
        int pairs = push.pairCount();
        if (json.open('[', ']')) {
            do {
                if (index == 0) {
                    timestamp = timestamp();
                } else if (index == 1) {
                    json.string();
                    lineOffset = json.stringOffset();
                    lineLength = json.stringLength();
                } else if (index == 2) {
                    push.truncatePairs(pairs);
                    metadata();
                } else {
                    json.skip();
                }
                index++;
            } while (json.more(']'));
        }
        push.addEntry(timestamp, lineOffset, lineLength);
    }

    private long timestamp() {
        json.rawString();
        byte[] text = json.text();
        int from = json.stringOffset();
        int length = json.stringLength();
        if (length == 0 || length > 19 || (text[from] == '0' && length > 1)) {
            throw refusedTime();
        }
        long number = 0;
        for (int i = from; i < from + length; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw refusedTime();
            }
            number = number * 10 + digit;
        }
        if (number < 0) {
            throw refusedTime();
        }
        return number;
    }

    private RejectedPushException refusedTime() {
        return new RejectedPushException(
                400, "timestamp \"" + json.stringText() + "\" (expected: a string of digits, nanoseconds since 1970)");
    }

    private void metadata() {
        if (json.open('{', '}')) {
            do {
                json.key();
                int nameOffset = json.stringOffset();
                int nameLength = json.stringLength();
                json.rawString();
                push.addPair(nameOffset, nameLength, json.stringOffset(), json.stringLength());
            } while (json.more('}'));
        }
    }
}
