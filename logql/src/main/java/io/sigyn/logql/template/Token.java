package io.sigyn.logql.template;

import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoPrintf;
import io.sigyn.logql.go.GoString;
import java.util.List;

/** A word of a template, with the line on which it starts. Immutable. */
record Token(Kind kind, int position, String text, int line) {
    private static final int SHOWN_RUNES = 10;

    /** Keywords stand at the end, as Go shows them differently. */
    enum Kind {
        ERROR,
        BOOL,
        CHAR,
        CHAR_CONSTANT,
        COMPLEX,
        ASSIGN,
        DECLARE,
        EOF,
        FIELD,
        IDENTIFIER,
        LEFT_DELIMITER,
        LEFT_PAREN,
        NUMBER,
        PIPE,
        RAW_STRING,
        RIGHT_DELIMITER,
        RIGHT_PAREN,
        SPACE,
        STRING,
        TEXT,
        VARIABLE,
        BLOCK,
        BREAK,
        CONTINUE,
        DOT,
        DEFINE,
        ELSE,
        END,
        IF,
        NIL,
        RANGE,
        TEMPLATE,
        WITH;

        boolean isKeyword() {
            return compareTo(VARIABLE) > 0;
        }
    }

    /** As Go shows it in error messages. */
    String shown() {
        if (kind == Kind.EOF) {
            return "EOF";
        } else if (kind == Kind.ERROR) {
            return text;
        } else if (kind.isKeyword()) {
            return "<" + text + ">";
        } else if (text.length() > SHOWN_RUNES) {
            return GoString.quote(text.substring(0, GoString.runeOffset(text, SHOWN_RUNES))) + "...";
        }
        return GoString.quote(text);
    }

    /** A character as errors name it: {@code U+0040 '@'}. */
    static String name(int rune) {
        return GoPrintf.format("%#U", List.of(GoInt.ofInt(rune)));
    }
}
