package io.sigyn.ingester.validate;

import io.sigyn.ingester.RejectedPushException;
import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.model.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a decoded push are stored, and what its client is told. For one thread at a time; meant to be reset and
 * used again.
 */
public final class ValidatedPush {
    private DecodedPush push = new DecodedPush();
    private boolean[] accepted = new boolean[0];
    private @Nullable StreamState[] states = new StreamState[0];
    private int acceptedEntries;
    private boolean levels;
    private final LevelDetector detector = new LevelDetector();
    private byte[] levelCodes = new byte[0];
    private @Nullable RejectedPushException refusal;

    void reset(DecodedPush decoded) {
        push = decoded;
        if (accepted.length < decoded.entries() || accepted.length > 4 * decoded.entries() + (1 << 16)) {
            accepted = new boolean[decoded.entries() + decoded.entries() / 2];
        }
        Arrays.fill(accepted, 0, decoded.entries(), false);
        states = new StreamState[decoded.streams()];
        acceptedEntries = 0;
        levels = false;
        refusal = null;
    }

    /** Takes all of a push, as it was before: for what the log has. */
    public void acceptAll(DecodedPush decoded, boolean withLevels) {
        reset(decoded);
        Arrays.fill(accepted, 0, decoded.entries(), true);
        acceptedEntries = decoded.entries();
        levels = withLevels;
    }

    void accept(int entry) {
        accepted[entry] = true;
        acceptedEntries++;
    }

    void refuse(int entry) {
        accepted[entry] = false;
        acceptedEntries--;
    }

    void refuseAll(RejectedPushException told) {
        Arrays.fill(accepted, 0, push.entries(), false);
        acceptedEntries = 0;
        refusal = told;
    }

    void state(int stream, StreamState state) {
        states[stream] = state;
    }

    void levels(boolean detect) {
        levels = detect;
    }

    void refusal(@Nullable RejectedPushException told) {
        refusal = told;
    }

    public DecodedPush push() {
        return push;
    }

    public boolean isAccepted(int entry) {
        return accepted[entry];
    }

    public int acceptedEntries() {
        return acceptedEntries;
    }

    /** How many entries of a stream are accepted. */
    public int acceptedEntries(int stream) {
        int count = 0;
        for (int entry = push.from(stream); entry < push.to(stream); entry++) {
            count += accepted[entry] ? 1 : 0;
        }
        return count;
    }

    /** Bytes of a stream's accepted lines. */
    public long acceptedLineBytes(int stream) {
        long bytes = 0;
        for (int entry = push.from(stream); entry < push.to(stream); entry++) {
            bytes += accepted[entry] ? push.lineLength(entry) : 0;
        }
        return bytes;
    }

    /** Whether entries get their level as metadata. */
    public boolean levels() {
        return levels;
    }

    /** Finds the levels of a stream's accepted entries, unless the stream has one itself. */
    public void detectLevels(int stream, Labels labels) {
        if (!levels || LevelDetector.ofStream(labels) != null) {
            return;
        }
        if (levelCodes.length < push.entries()) {
            levelCodes = new byte[push.entries() + push.entries() / 2];
        }
        for (int entry = push.from(stream); entry < push.to(stream); entry++) {
            if (accepted[entry]) {
                detector.detect(push, entry);
                levelCodes[entry] = (byte) detector.code();
            }
        }
    }

    /** What {@link LevelDetector#code()} was for an entry; only after {@link #detectLevels}. */
    public int levelCode(int entry) {
        return levelCodes[entry];
    }

    /** The streams that have accepted entries, each as often as the push has it; others may be null. */
    public @Nullable StreamState[] states() {
        return states;
    }

    /** What the client is told, or null if all is well. */
    public @Nullable RejectedPushException refusal() {
        return refusal;
    }
}
