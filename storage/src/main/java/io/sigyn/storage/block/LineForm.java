package io.sigyn.storage.block;

/** Which blocks store their lines by templates ({@link LineTemplates}): smaller, and slower to write and to read. */
public enum LineForm {
    /** None: for writers that are waited for. */
    PLAIN,
    /** Those that zstd alone leaves large. */
    WHERE_PLAIN_IS_LARGE,
    /** All that get smaller by it. */
    WHERE_SMALLER;

    private static final int MAX_HASTY_LEVEL = 2;

    /** What suits a level of zstd: who asks for a high one wants small blocks. */
    public static LineForm ofLevel(int level) {
        return level > MAX_HASTY_LEVEL ? WHERE_SMALLER : WHERE_PLAIN_IS_LARGE;
    }
}
