package io.sigyn.ruler.rule;

/** A text that is no rule group; the message says in which line and why. */
public final class RuleFormatException extends Exception {
    private static final long serialVersionUID = 1;

    RuleFormatException(String message) {
        super(message);
    }

    RuleFormatException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message, which is always there. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
