package io.sigyn.server.http;

/** What a route lets a caller do; a {@link Gate} judges by it. A route that says nothing is for administrators. */
public enum Access {
    /** Bring logs in. */
    PUSH,
    /** Ask for logs, and for what is known about them. */
    QUERY,
    /** Run the server, delete logs, write rules. */
    ADMIN
}
