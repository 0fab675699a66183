package io.sigyn.logql.parse;

import org.antlr.v4.runtime.CommonToken;

/** A token of LogQL: of a string the text is what it means, and of a duration, range or size {@link #value} is. */
final class LogQlToken extends CommonToken {
    private static final long serialVersionUID = 1;

    private final long value;

    LogQlToken(int type, String text, long value, int line, int column) {
        super(type, text);
        this.value = value;
        setLine(line);
        setCharPositionInLine(column);
    }

    /** Nanoseconds or bytes. */
    long value() {
        return value;
    }
}
