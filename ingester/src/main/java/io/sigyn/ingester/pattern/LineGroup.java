package io.sigyn.ingester.pattern;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines that differ in some tokens only: what they share, and how many there were when. For one thread at a time. */
final class LineGroup {
    static final long BUCKET_SECONDS = 10;
    private static final String VARIABLE = "<_>";
    private static final int MAX_BUCKETS = 1080; // three hours

    private final byte[] @Nullable [] tokens; // null where lines differ
    private final boolean[] spaced;
    private final boolean partOfLine;
    private List<LineGroup> leaf = new ArrayList<>();
    private long used;
    private long[] buckets = new long[4];
    private int[] counts = new int[4];
    private int size;

    LineGroup(LineTokens line) {
        tokens = new byte[line.count()][];
        spaced = new boolean[line.count()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = line.copy(i);
            spaced[i] = line.spaced(i);
        }
        partOfLine = line.partOfLine();
    }

    /** How many tokens a line has in common with all of the group; none if it cannot belong to it. */
    int shared(LineTokens line) {
        if (line.partOfLine() != partOfLine) {
            return 0;
        }
        int shared = 0;
        for (int i = 0; i < tokens.length; i++) {
            byte[] token = tokens[i];
            shared += token != null && line.equal(i, token) ? 1 : 0;
        }
        return shared;
    }

    void join(LineTokens line) {
        for (int i = 0; i < tokens.length; i++) {
            byte[] token = tokens[i];
            if (token != null && !line.equal(i, token)) {
                tokens[i] = null;
            }
        }
    }

    /** Counts a line; of more than three hours the oldest are forgotten. */
    void count(long seconds) {
        long bucket = Math.floorDiv(seconds, BUCKET_SECONDS) * BUCKET_SECONDS;
        int at = size;
        while (at > 0 && buckets[at - 1] > bucket) {
            at--;
        }
        if (at > 0 && buckets[at - 1] == bucket) {
            counts[at - 1]++;
            return;
        }
        if (size == MAX_BUCKETS) {
            if (at == 0) {
                return;
            }
            size--;
            at--;
            System.arraycopy(buckets, 1, buckets, 0, size);
            System.arraycopy(counts, 1, counts, 0, size);
        } else if (size == buckets.length) {
            buckets = Arrays.copyOf(buckets, Math.min(MAX_BUCKETS, 2 * size));
            counts = Arrays.copyOf(counts, buckets.length);
        }
        System.arraycopy(buckets, at, buckets, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        buckets[at] = bucket;
        counts[at] = 1;
        size++;
    }

    /** Told of each time that has lines, in order. */
    interface Samples {
        void sample(long seconds, long count);
    }

    void forEachSample(Samples samples) {
        for (int i = 0; i < size; i++) {
            samples.sample(buckets[i], counts[i]);
        }
    }

    /** The latest time of a line. */
    long newestSeconds() {
        return size == 0 ? Long.MIN_VALUE : buckets[size - 1];
    }

    /** As a pattern of LogQL: variable parts are {@code <_>}, of which two never touch. */
    String pattern() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean afterVariable = false;
        if (partOfLine) {
            out.writeBytes(VARIABLE.getBytes(StandardCharsets.US_ASCII));
            afterVariable = true;
        }
        for (int i = 0; i < tokens.length; i++) {
            if (spaced[i] && i > 0) {
                out.write(' ');
                afterVariable = false;
            }
            byte[] token = tokens[i];
            if (token != null) {
                out.writeBytes(token);
            } else if (!afterVariable) {
                out.writeBytes(VARIABLE.getBytes(StandardCharsets.US_ASCII));
            }
            afterVariable = token == null;
        }
        if (partOfLine && !afterVariable) {
            out.writeBytes(VARIABLE.getBytes(StandardCharsets.US_ASCII));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    List<LineGroup> leaf() {
        return leaf;
    }

    void leaf(List<LineGroup> groups) {
        leaf = groups;
    }

    long used() {
        return used;
    }

    void usedAt(long use) {
        used = use;
    }
}
