package io.sigyn.ingester;

/**
 * A push that was refused, wholly or in part (then the rest is stored); {@code status} is Loki's HTTP status for it, as
 * limits can configure it; the message is what the client reads, without the newline at the end.
 */
public final class RejectedPushException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    public RejectedPushException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
