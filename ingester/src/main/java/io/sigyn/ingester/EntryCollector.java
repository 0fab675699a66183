package io.sigyn.ingester;

import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.ingester.log.AcceptedEntries;
import io.sigyn.ingester.validate.LevelDetector;
import io.sigyn.ingester.validate.ValidatedPush;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays out what a push may store, with the level that was detected: the metadata of an entry as it came, then its level.
 * For one thread at a time; meant to be used again.
 */
final class EntryCollector implements EntryMetadata {
    private static final String DETECTED_LEVEL = "detected_level";
    private static final int MAX_NAMES = 10_000;

    private final LevelDetector level = new LevelDetector();
    private final Map<NameKey, String> names = new HashMap<>();
    private final NameKey lookup = new NameKey();
    private DecodedPush push = new DecodedPush();
    private boolean levels;
    private int entry;

    /** The bytes of a metadata name, so that a name that comes again needs no new String. */
    private static final class NameKey {
        private byte[] bytes = new byte[0];
        private int offset;
        private int length;

        NameKey at(byte[] buffer, int from, int size) {
            bytes = buffer;
            offset = from;
            length = size;
            return this;
        }

        NameKey copy() {
            return new NameKey().at(Arrays.copyOfRange(bytes, offset, offset + length), 0, length);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof NameKey that
                    && Arrays.equals(
                            bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
        }

        @Override
        public int hashCode() {
            int hash = 1;
            for (int i = offset; i < offset + length; i++) {
                hash = 31 * hash + bytes[i];
            }
            return hash;
        }
    }

    AcceptedEntries collect(TenantId tenant, ValidatedPush outcome) {
        push = outcome.push();
        levels = outcome.levels();
        AcceptedEntries accepted = new AcceptedEntries(tenant, push.buffer().length + 64 * push.streams());
        for (int stream = 0; stream < push.streams(); stream++) {
            if (outcome.acceptedEntries(stream) > 0) {
                collect(accepted, outcome, stream);
            }
        }
        return accepted;
    }

    private void collect(AcceptedEntries accepted, ValidatedPush outcome, int stream) {
        Labels labels = push.stream(stream).labels();
        byte[] ofStream = levels ? LevelDetector.ofStream(labels) : null;
        accepted.startStream(labels);
        if (ofStream != null) {
            level.set(ofStream);
        }
        for (entry = push.from(stream); entry < push.to(stream); entry++) {
            if (outcome.isAccepted(entry)) {
                if (levels && ofStream == null) {
                    level.detect(push, entry);
                }
                accepted.add(
                        push.timestamp(entry), push.buffer(), push.lineOffset(entry), push.lineLength(entry), this);
            }
        }
    }

    private int pairs() {
        return push.pairsTo(entry) - push.pairsFrom(entry);
    }

    @Override
    public int size() {
        return pairs() + (levels ? 1 : 0);
    }

    @Override
    public String name(int index) {
        if (index == pairs()) {
            return DETECTED_LEVEL;
        }
        int pair = push.pairsFrom(entry) + index;
        NameKey key = lookup.at(push.buffer(), push.nameOffset(pair), push.nameLength(pair));
        String known = names.get(key);
        if (known != null) {
            return known;
        }
        if (names.size() >= MAX_NAMES) {
            names.clear();
        }
        String name = new String(push.buffer(), push.nameOffset(pair), push.nameLength(pair), StandardCharsets.UTF_8);
        names.put(key.copy(), name);
        return name;
    }

    @Override
    public byte[] valueBuffer(int index) {
        return index == pairs() ? level.buffer() : push.buffer();
    }

    @Override
    public int valueOffset(int index) {
        return index == pairs() ? level.offset() : push.valueOffset(push.pairsFrom(entry) + index);
    }

    @Override
    public int valueLength(int index) {
        return index == pairs() ? level.length() : push.valueLength(push.pairsFrom(entry) + index);
    }
}
