package io.sigyn.ingester.decode;

import io.sigyn.ingester.RejectedPushException;
import java.util.List;

/**
 * {@code {"streams": [{"labels": "{app=\"a\"}", "entries": [{"ts": "<RFC 3339>", "line": "..."}]}]}}: what {@code
 * /api/prom/push} takes as JSON. For one thread, once.
 */
final class LegacyJsonDecoder {
    private static final byte[] NO_LABELS = {};

    private final JsonScanner json;
    private final StreamTable table;
    private final List<String> discover;
    private final DecodedPush push;

    LegacyJsonDecoder(JsonScanner json, StreamTable table, List<String> discover, DecodedPush push) {
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
            if (isKey("streams")) {
                push.clearStreams();
                streams();
            } else {
                json.skip();
            }
        } while (json.more('}'));
    }

    /** Here, unlike in the new form, case does not matter. */
    private boolean isKey(String name) {
        return json.stringLength() == name.length() && json.stringText().equalsIgnoreCase(name);
    }

    private void streams() {
        if (json.takeNull() || !json.open('[', ']')) {
            return;
        }
        do {
            stream();
        } while (json.more(']'));
    }

    private void stream() {
        int firstEntry = push.entries();
        StreamLabels labels = null;
        if (!json.takeNull() && json.open('{', '}')) {
            do {
                json.key();
                if (isKey("labels")) {
                    labels = labels();
                } else if (isKey("entries")) {
                    push.truncate(firstEntry);
                    entries();
                } else {
                    json.skip();
                }
            } while (json.more('}'));
        }
        push.endStream(labels == null ? table.ofLabelString(NO_LABELS, 0, 0, discover) : labels);
    }

    private StreamLabels labels() {
        if (json.takeNull()) {
            return table.ofLabelString(NO_LABELS, 0, 0, discover);
        }
        json.string();
        return table.ofLabelString(json.text(), json.stringOffset(), json.stringLength(), discover);
    }

    private void entries() {
        if (json.takeNull() || !json.open('[', ']')) {
            return;
        }
        do {
            entry();
        } while (json.more(']'));
    }

    private void entry() {
        long timestamp = DecodedPush.NO_TIME;
        int lineOffset = 0;
        int lineLength = 0;
        int pairs = push.pairCount();
        if (!json.takeNull() && json.open('{', '}')) {
            do {
                json.key();
                if (isKey("ts")) {
                    timestamp = timestamp();
                } else if (isKey("line") && !isNull()) {
                    json.string();
                    lineOffset = json.stringOffset();
                    lineLength = json.stringLength();
                } else if (isKey("structuredMetadata") && json.peek() == '{') {
                    push.truncatePairs(pairs);
                    metadata();
                } else {
                    json.skip();
                }
            } while (json.more('}'));
        }
        push.addEntry(timestamp, lineOffset, lineLength);
    }

    private boolean isNull() {
        return json.peek() == 'n';
    }

    private long timestamp() {
        if (json.takeNull()) {
            return DecodedPush.NO_TIME;
        }
        json.string();
        try {
            return Rfc3339.nanos(json.stringText());
        } catch (IllegalArgumentException refused) {
            throw new RejectedPushException(400, String.valueOf(refused.getMessage()));
        }
    }

    private void metadata() {
        if (json.open('{', '}')) {
            do {
                json.key();
                int nameOffset = json.stringOffset();
                int nameLength = json.stringLength();
                json.string();
                push.addPair(nameOffset, nameLength, json.stringOffset(), json.stringLength());
            } while (json.more('}'));
        }
    }
}
