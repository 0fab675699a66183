package io.sigyn.ingester.log;

import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.ingester.validate.LevelDetector;
import io.sigyn.ingester.validate.ValidatedPush;
import io.sigyn.model.Labels;
import io.sigyn.storage.ByteWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An entry's metadata as records and pages have it: its pairs, then its level if entries have one. For one thread at a time. */
final class MetadataEncoder {
    private static final byte[] LEVEL_NAME = "detected_level".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = new byte[0];
    private static final byte[][] LEVELS = new byte[LevelDetector.known()][];

    static {
        for (int code = 0; code < LEVELS.length; code++) {
            LEVELS[code] = level(LevelDetector.known(code));
        }
    }

    private final ByteWriter pairs = new ByteWriter(256);
    private final LevelDetector written = new LevelDetector();
    private ValidatedPush valid = new ValidatedPush();
    private byte @Nullable [] streamLevel;
    private byte[] buffer = NOTHING;
    private int length;

    private static byte[] level(byte[] value) {
        return new ByteWriter(32)
                .blob(LEVEL_NAME, 0, LEVEL_NAME.length)
                .blob(value, 0, value.length)
                .toByteArray();
    }

    /** Entries of this stream follow; their levels have been detected. */
    void stream(ValidatedPush push, Labels labels) {
        valid = push;
        byte[] level = push.levels() ? LevelDetector.ofStream(labels) : null;
        streamLevel = level == null ? null : level(level);
    }

    /** Encodes an entry's metadata: {@link #length} bytes at the start of {@link #buffer}. */
    void entry(int entry) {
        DecodedPush push = valid.push();
        int from = push.pairsFrom(entry);
        int to = push.pairsTo(entry);
        if (from == to) {
            buffer = valid.levels() ? levelOf(entry) : NOTHING;
            length = buffer.length;
            return;
        }
        pairs.clear();
        byte[] text = push.buffer();
        for (int pair = from; pair < to; pair++) {
            pairs.blob(text, push.nameOffset(pair), push.nameLength(pair));
            pairs.blob(text, push.valueOffset(pair), push.valueLength(pair));
        }
        if (valid.levels()) {
            pairs.bytes(levelOf(entry));
        }
        buffer = pairs.buffer();
        length = pairs.size();
    }

    private byte[] levelOf(int entry) {
        if (streamLevel != null) {
            return streamLevel;
        }
        int code = valid.levelCode(entry);
        if (code != LevelDetector.WRITTEN) {
            return LEVELS[code];
        }
        written.detect(valid.push(), entry);
        byte[] value = new byte[written.length()];
        System.arraycopy(written.buffer(), written.offset(), value, 0, value.length);
        return level(value);
    }

    byte[] buffer() {
        return buffer;
    }

    int length() {
        return length;
    }
}
