package io.sigyn.storage.object;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Is told of an object store's calls, for metrics; called on the caller's thread, so it must be brief and thread-safe. */
public interface ObjectStoreListener {
    ObjectStoreListener NONE = new ObjectStoreListener() {};

    /** What was called. */
    enum Operation {
        PUT_IF_ABSENT,
        PUT,
        GET,
        GET_TAIL,
        LIST,
        DELETE
    }

    /** A call ended: bytes of objects moved, or number of objects listed; failed if there is a failure. */
    default void called(Operation operation, long amount, Duration took, @Nullable IOException failure) {}

    /** An attempt failed and another one follows. */
    default void retried(Operation operation, Exception cause) {}
}
