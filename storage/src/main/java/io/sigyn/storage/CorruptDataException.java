package io.sigyn.storage;

import java.io.IOException;

/**
 * Bytes of ours that are not what we wrote. Says which file, which byte, what was found, what was expected, and what the
 * operator can do.
 */
public final class CorruptDataException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    /**
     * @param what the damaged thing, such as "record" or "block"
     * @param file the file or object key
     * @param offset of the damaged thing in it
     * @param advice what happens next, or what to do: whole sentences
     */
    public CorruptDataException(String what, String file, long offset, String found, String expected, String advice) {
        super("corrupt " + what + " in " + file + " at byte " + offset + ": " + found + " (expected: " + expected
                + "). " + advice);
        this.file = file;
        this.offset = offset;
    }

    /** The file or object key. */
    public String file() {
        return file;
    }

    public long offset() {
        return offset;
    }
}
