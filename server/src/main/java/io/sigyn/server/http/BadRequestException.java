package io.sigyn.server.http;

/** A request that is not properly written; the message says where. */
public final class BadRequestException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public BadRequestException(String message) {
        super(message);
    }
}
