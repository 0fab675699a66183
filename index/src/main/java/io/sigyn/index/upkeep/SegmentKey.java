package io.sigyn.index.upkeep;

import io.sigyn.index.manifest.SegmentRef;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The key of a merged segment: that of the first flushed segment that it has rows of, then the manifest's version that it was
 * merged on, and something random. So it sorts where its rows' first segment did, and of several with the same first one
 * those that were merged later come later: whatever they have besides arrived later. Immutable.
 *
 * <pre>
 * key := flushed "." version:16 hexadecimal digits "-" random:16 hexadecimal digits "-" number:2 digits
 * </pre>
 */
record SegmentKey(String flushed, String version, String random) {
    private static final Pattern MERGED = Pattern.compile("[^.]+\\.[0-9a-f]{16}-[0-9a-f]{16}-\\d{2}");

    static SegmentKey of(SegmentRef segment) {
        String key = segment.key();
        int dot = key.indexOf('.', key.lastIndexOf('/') + 1);
        return new SegmentKey(dot < 0 ? key : key.substring(0, dot), "", "");
    }

    /** What is merged now. */
    SegmentKey merged(long version, RandomGenerator random) {
        return new SegmentKey(
                flushed,
                String.format(Locale.ROOT, "%016x", version),
                String.format(Locale.ROOT, "%016x", random.nextLong()));
    }

    /** One of several segments that are merged at once. */
    String numbered(int number) {
        return String.format(Locale.ROOT, "%s.%s-%s-%02d", flushed, version, random, number);
    }

    /** Sorts after all keys that were merged with this first segment, and before all others that follow. */
    String last() {
        return flushed + ".~";
    }

    /** Whether an object's name, without its folder, is one that a merge gave. */
    static boolean isMerged(String name) {
        return MERGED.matcher(name).matches();
    }
}
