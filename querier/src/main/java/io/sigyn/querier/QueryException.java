package io.sigyn.querier;

/** A query that cannot be answered; the message is what the user reads. */
public final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Whose fault it is. */
    public enum Kind {
        /** The query or its parameters: 400. */
        BAD_REQUEST,
        /** What Loki answers with 500 although the query is at fault. */
        INTERNAL,
        /** What was asked for is switched off or does not exist: 404. */
        NOT_FOUND,
        /** 504. */
        TIMEOUT,
        /** 429. */
        TOO_MANY_REQUESTS,
        /** The client went away: 499. */
        CANCELLED
    }

    private final Kind kind;

    public QueryException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
