package io.sigyn.index;

import io.sigyn.storage.segment.SegmentLabels;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.BatchIterator;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.RoaringBitmapWriter;

/**
 * Which streams of a sealed segment match a selector: postings (a bitmap of streams for each value) are intersected and
 * united, and made from the segment's value columns when a label is first asked for. Thread-safe.
 *
 * <p>Labels with nearly as many values as streams (pods, say) get no postings: those would need more memory than the
 * column, and going through it takes a nanosecond for each stream.
 */
final class SealedLabelIndex {
    private static final int STREAMS_PER_VALUE = 8;

    private final SegmentLabels labels;
    private final AtomicReferenceArray<RoaringBitmap[]> postings; // of each name; the first is of streams without it

    SealedLabelIndex(SegmentLabels labels) {
        this.labels = labels;
        this.postings = new AtomicReferenceArray<>(labels.names().size());
    }

    /** The streams that match, ascending. */
    RoaringBitmap select(CompiledSelector selector) {
        RoaringBitmap selected = RoaringBitmap.bitmapOfRange(0, labels.streams());
        for (CompiledMatcher matcher : selector.matchers()) {
            narrow(selected, matcher);
            if (selected.isEmpty()) {
                break;
            }
        }
        return selected;
    }

    private void narrow(RoaringBitmap selected, CompiledMatcher matcher) {
        int index = indexOf(matcher.name());
        if (index < 0) {
            if (!matcher.matchesEmpty()) {
                selected.clear();
            }
            return;
        }
        SegmentLabels.Name name = labels.names().get(index);
        boolean[] matching = matchingValues(name, matcher);
        RoaringBitmap[] byValue = postings(index);
        if (byValue == null) {
            selected.and(scan(selected, name, matching));
            return;
        }
        RoaringBitmap union = new RoaringBitmap();
        for (int value = 0; value < matching.length; value++) {
            if (matching[value]) {
                union.or(byValue[value]);
            }
        }
        selected.and(union);
    }

    private int indexOf(String name) {
        List<SegmentLabels.Name> names = labels.names();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean[] matchingValues(SegmentLabels.Name name, CompiledMatcher matcher) {
        boolean[] matching = new boolean[name.values() + 1];
        matching[0] = matcher.matchesEmpty();
        Set<String> only = matcher.onlyValues();
        if (only != null) {
            for (String value : only) {
                int number = name.numberOf(value);
                if (number > 0) {
                    matching[number] = true;
                }
            }
        } else {
            for (int number = 1; number < matching.length; number++) {
                matching[number] = matcher.matches(name.value(number));
            }
        }
        return matching;
    }

    private static RoaringBitmap scan(RoaringBitmap selected, SegmentLabels.Name name, boolean[] matching) {
        RoaringBitmapWriter<RoaringBitmap> writer = RoaringBitmapWriter.writer().get();
        int[] batch = new int[1024];
        BatchIterator streams = selected.getBatchIterator();
        while (streams.hasNext()) {
            int count = streams.nextBatch(batch);
            for (int i = 0; i < count; i++) {
                if (matching[name.valueOf(batch[i])]) {
                    writer.add(batch[i]);
                }
            }
        }
        return writer.get();
    }

    private RoaringBitmap @Nullable [] postings(int index) {
        SegmentLabels.Name name = labels.names().get(index);
        if ((long) name.values() * STREAMS_PER_VALUE > labels.streams() && name.values() > 16) {
            return null;
        }
        RoaringBitmap[] made = postings.get(index);
        if (made == null) {
            made = new RoaringBitmap[name.values() + 1];
            for (int value = 0; value < made.length; value++) {
                made[value] = new RoaringBitmap();
            }
            for (int stream = 0; stream < labels.streams(); stream++) {
                made[name.valueOf(stream)].add(stream);
            }
            for (RoaringBitmap bitmap : made) {
                bitmap.runOptimize();
            }
            postings.set(index, made);
        }
        return made;
    }
}
