package io.sigyn.logql;

/** A text that is not LogQL; the message is what the user reads, with line and column in Loki's form where they are known. */
public final class LogQlSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LogQlSyntaxException(String message) {
        super(message);
    }
}
