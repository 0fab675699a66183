package io.sigyn.logql.template;

/**
 * A template that failed for one line; the message is Go's, like {@code template: line:1:3: executing "line" at
 * <duration .a>: error calling duration: time: invalid duration "x"}. Without a stack trace: it may happen on every line.
 */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TemplateException(String message) {
        super(message, null, false, false);
    }

    /** The message, which is always there. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
