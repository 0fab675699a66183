package io.sigyn.server.http;

/** What happens once a request has become a WebSocket. Called on the event loop: must not block. */
public interface WebSocketHandler {
    void opened(WebSocketSession session);

    /** The client, which had not kept up, does again. */
    void writable();

    /** The connection has ended, from whichever side; called once. */
    void closed();
}
