package io.sigyn.server.http;

/** Who sent a request, as its {@link Gate} found out. Immutable. */
public interface Caller {
    /** For logs; no secret. */
    String name();
}
