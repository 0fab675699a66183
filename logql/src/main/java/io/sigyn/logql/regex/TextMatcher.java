package io.sigyn.logql.regex;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.re2j.Matcher;
import io.trino.re2j.Pattern;

/**
 * The matches of an expression in bytes that need not be UTF-8. To Go each byte that belongs to no rune is a U+FFFD of its
 * own; the engine, which knows valid text only, is given these in their place, and what it finds is said in the places of
 * the text as it is. For one thread.
 */
public final class TextMatcher {
    private final byte[] text;
    private final int offset;
    private final int textEnd;
    private final boolean repaired;
    private final Matcher matcher;

    public TextMatcher(Pattern pattern, byte[] text, int offset, int length) {
        this.text = text;
        this.offset = offset;
        this.textEnd = offset + length;
        Slice slice = slice(text, offset, length);
        this.repaired = slice.length() != length;
        this.matcher = pattern.matcher(slice);
    }

    /** Whether there is any match. */
    static boolean find(Pattern pattern, byte[] text, int offset, int length) {
        return pattern.matcher(slice(text, offset, length)).find();
    }

    /** The text where it is valid, else one that is longer. */
    private static Slice slice(byte[] text, int offset, int length) {
        if (length == 0) {
            return Slices.EMPTY_SLICE;
        }
        return Utf8.isValid(text, offset, length)
                ? Slices.wrappedBuffer(text, offset, length)
                : Slices.utf8Slice(Utf8.text(text, offset, length));
    }

    /** Finds the next match. */
    public boolean find() {
        return matcher.find();
    }

    /** Finds the first match that begins at this byte of the text or behind it. */
    public boolean find(int from) {
        return matcher.find(repaired ? enginePlace(from) : from);
    }

    /** Where the match begins, counted from the start of the text. */
    public int start() {
        return start(0);
    }

    public int end() {
        return end(0);
    }

    /** Where a group of the match begins, or -1 if it took no part. */
    public int start(int group) {
        return textPlace(matcher.start(group));
    }

    public int end(int group) {
        return textPlace(matcher.end(group));
    }

    public int groupCount() {
        return matcher.groupCount();
    }

    private int textPlace(int enginePlace) {
        if (!repaired) {
            return enginePlace;
        }
        int i = offset;
        for (int engine = 0; engine < enginePlace; ) {
            int width = width(i);
            engine += width == 0 ? Utf8.REPLACEMENT_BYTES : width;
            i += Math.max(1, width);
        }
        return enginePlace < 0 ? enginePlace : i - offset;
    }

    private int enginePlace(int textPlace) {
        int engine = 0;
        for (int i = offset; i < offset + textPlace; ) {
            int width = width(i);
            engine += width == 0 ? Utf8.REPLACEMENT_BYTES : width;
            i += Math.max(1, width);
        }
        return engine;
    }

    /** The width of the rune at a place, or 0 if the byte belongs to none. */
    private int width(int i) {
        long decoded = Utf8.decode(text, i, textEnd);
        int width = (int) (decoded & 0xFF);
        return width == 1 && decoded >>> 8 == Utf8.REPLACEMENT ? 0 : width;
    }
}
