package io.sigyn.server.http;

import java.time.Duration;

/** The server's end of a WebSocket. What the client sends is answered where the protocol says so, else ignored. Thread-safe. */
public interface WebSocketSession {
    /** Sends a text message, which is UTF-8 already. */
    void sendText(byte[] text);

    /** Whether the client keeps up; if not, what is sent piles up in memory. */
    boolean isWritable();

    /** Pings the client, for ever, at this pace. */
    void pingEvery(Duration pace);

    /** Runs an action later, unless the connection has ended by then; it must be brief. */
    void after(Duration wait, Runnable action);

    /** Sends a close frame, then closes. */
    void close(int code, String reason);

    /** Drops the connection without a close frame. */
    void abort();
}
