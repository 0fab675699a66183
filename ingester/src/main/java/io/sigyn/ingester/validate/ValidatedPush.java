package io.sigyn.ingester.validate;

import io.sigyn.ingester.RejectedPushException;
import io.sigyn.ingester.decode.DecodedPush;
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

    /** Whether entries get their level as metadata. */
    public boolean levels() {
        return levels;
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
