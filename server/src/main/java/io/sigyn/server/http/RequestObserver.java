package io.sigyn.server.http;

/** Is told of every request that was answered. Called on any thread: must be fast and thread-safe. */
public interface RequestObserver {
    void answered(Answered answered);

    /** Of connections, as they come and go. */
    default void connections(int open) {}

    /**
     * A request with its answer. {@code route} is the route's name, or {@code other} where there was none; {@code
     * target} is the path and query as sent; {@code user} is empty where nobody logged in.
     */
    record Answered(
            String method,
            String route,
            String target,
            int status,
            boolean webSocket,
            long nanos,
            long requestBytes,
            long responseBytes,
            String user,
            String tenant,
            String remote) {}
}
