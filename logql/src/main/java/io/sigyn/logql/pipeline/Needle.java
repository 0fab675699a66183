package io.sigyn.logql.pipeline;

import io.sigyn.logql.go.GoString;
import io.sigyn.logql.regex.Finder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to be found in a line, at least one. With {@code foldCase} they are lower-case and ASCII, and the line's letters
 * count as lower-case too. Immutable; the array is not to be written to.
 */
public final class Needle {
    private final byte[] bytes;
    private final boolean foldCase;
    private final Finder finder;

    Needle(byte[] bytes, boolean foldCase) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("needle: empty (expected: at least one byte)");
        }
        this.bytes = bytes;
        this.foldCase = foldCase;
        this.finder = Finder.of(bytes, foldCase);
    }

    static Needle of(String text) {
        return new Needle(GoString.utf8(text), false);
    }

    public byte[] bytes() {
        return bytes;
    }

    public boolean foldCase() {
        return foldCase;
    }

    /** Finds it. */
    public Finder finder() {
        return finder;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Needle that && foldCase == that.foldCase && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + Boolean.hashCode(foldCase);
    }

    @Override
    public String toString() {
        return (foldCase ? "(?i)" : "") + new String(bytes, StandardCharsets.UTF_8);
    }
}
