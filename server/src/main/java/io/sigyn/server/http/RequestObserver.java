package io.sigyn.server.http;

/** Is told of every request that was answered. Called on any thread: must be fast and thread-safe. */
public interface RequestObserver {
    /** {@code route} is the route's name, or {@code other} where there was none. */
    void answered(String method, String route, int status, boolean webSocket, long nanos);

    /** Of connections, as they come and go. */
    default void connections(int open) {}
}
