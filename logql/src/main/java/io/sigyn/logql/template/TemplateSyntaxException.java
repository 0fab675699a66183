package io.sigyn.logql.template;

/** A text that is no template; the message is Go's, like {@code template: line:1: function "nope" not defined}. */
public final class TemplateSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TemplateSyntaxException(String message) {
        super(message);
    }

    /** The message, which is always there. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
