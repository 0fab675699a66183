package io.sigyn.logql.go;

/** What a Go function returns as its error; the message is Go's. Thrown once per bad line, hence without a stack trace. */
public final class GoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public GoException(String message) {
        super(message, null, false, false);
    }

    /** The message, which is always there. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
