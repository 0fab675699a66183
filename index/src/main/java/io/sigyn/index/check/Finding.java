package io.sigyn.index.check;

/**
 * Something that a check found. Immutable.
 *
 * @param file key of the object, or path of the file
 * @param text a whole sentence or two for the operator
 */
public record Finding(Kind kind, String file, String text) {

    /** What it means. */
    public enum Kind {
        /** Bytes that are not what was written, or do not agree with others. */
        DAMAGED,
        /** Rows that cannot be read any more. */
        LOST,
        /** Worth knowing; nothing is wrong. */
        NOTE
    }

    static Finding damaged(String file, String text) {
        return new Finding(Kind.DAMAGED, file, text);
    }

    static Finding lost(String file, String text) {
        return new Finding(Kind.LOST, file, text);
    }

    static Finding note(String file, String text) {
        return new Finding(Kind.NOTE, file, text);
    }
}
