package io.sigyn.index;

import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.segment.SegmentObject;
import io.sigyn.storage.segment.SegmentReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens segments and keeps their sections and filters in memory, bounded in bytes; each is loaded by one thread only, which
 * holds no lock meanwhile. Thread-safe.
 */
public final class Segments {
    private static final int PAGE_OVERHEAD_BYTES = 200;
    private static final String ADVICE =
            "Queries go on without this segment's rows; `sigyn verify` lists what is lost, a backup of the object heals it";

    private final ObjectStore store;
    private final SingleFlightCache<String, OpenSegment> open;
    private final SingleFlightCache<PageKey, byte[]> pages;
    private final DamageReports damage = new DamageReports();
    private final PruneCounters pruned = new PruneCounters();

    private record PageKey(String segment, int page) {}

    /** @param cacheBytes of which one half is for sections, one for filters */
    public Segments(ObjectStore store, long cacheBytes) {
        this.store = store;
        this.open = new SingleFlightCache<>(cacheBytes / 2, (key, segment) -> segment.memoryBytes());
        this.pages = new SingleFlightCache<>(cacheBytes / 2, (key, page) -> page.length + PAGE_OVERHEAD_BYTES);
    }

    /** The rows of a segment; no I/O until the first question. */
    public RowSource source(SegmentRef segment) {
        return new SegmentSource(this, segment);
    }

    /** Opens a segment, from memory if it is there. */
    public SegmentReader reader(SegmentRef segment) throws IOException {
        return open(segment).reader();
    }

    /** Gives back the memory of a segment that will not be asked for again. */
    public void forget(String key) {
        open.forget(key);
    }

    /** Says that a segment will be opened soon. */
    void prefetch(SegmentRef segment) {
        int tail = segment.summary().tailBytes();
        if (!open.has(segment.key())) {
            store.prefetch(
                    segment.key(),
                    List.of(new ObjectStore.Range(segment.summary().sizeBytes() - tail, tail)));
        }
    }

    /** What queries had not to look at. */
    public PruneCounters pruned() {
        return pruned;
    }

    /** What has been asked of the cache of sections, and what it holds. */
    public CacheStats sections() {
        return open.stats();
    }

    /** The same of filters. */
    public CacheStats filters() {
        return pages.stats();
    }

    /** What a cache in memory has done. */
    public record CacheStats(long hits, long misses, long bytes) {}

    /** What of the segments could not be read since it is damaged. */
    public DamageReports damage() {
        return damage;
    }

    /** As {@link #open}, or null if the segment is damaged or gone, which is reported: queries go on without its rows. */
    @Nullable
    OpenSegment openUnlessDamaged(SegmentRef segment) throws IOException {
        try {
            return openForCertain(segment);
        } catch (IOException failure) {
            CorruptDataException found = damageIn(segment, failure);
            if (found == null) {
                throw failure;
            }
            store.distrust(segment.key());
            damage.report(found);
            return null;
        }
    }

    /** Damage counts if it is there again: a bit may have flipped on the way, or in a cache. */
    private OpenSegment openForCertain(SegmentRef segment) throws IOException {
        try {
            return open(segment);
        } catch (CorruptDataException onceMore) {
            store.distrust(segment.key());
            return open(segment);
        }
    }

    private static @Nullable CorruptDataException damageIn(SegmentRef segment, IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CorruptDataException damage) {
                return damage;
            } else if (cause instanceof NoSuchFileException || cause instanceof EOFException) {
                CorruptDataException damage = new CorruptDataException(
                        "segment", segment.key(), 0, String.valueOf(cause.getMessage()), "a whole object", ADVICE);
                damage.initCause(cause);
                return damage;
            }
        }
        return null;
    }

    OpenSegment open(SegmentRef segment) throws IOException {
        return open.get(segment.key(), () -> {
            SegmentObject object = new CachedObject(SegmentObject.of(store, segment.key()));
            return new OpenSegment(SegmentReader.open(object, segment.summary().tailBytes()));
        });
    }

    private final class CachedObject implements SegmentObject {
        private final SegmentObject object;

        CachedObject(SegmentObject object) {
            this.object = object;
        }

        @Override
        public String name() {
            return object.name();
        }

        @Override
        public byte[] get(long offset, int length) throws IOException {
            return object.get(offset, length);
        }

        @Override
        public ObjectStore.Tail tail(int maxBytes) throws IOException {
            return object.tail(maxBytes);
        }

        @Override
        public List<byte[]> getAll(List<ObjectStore.Range> ranges) throws IOException {
            return object.getAll(ranges);
        }

        @Override
        public void prefetch(List<ObjectStore.Range> ranges) {
            object.prefetch(ranges);
        }

        @Override
        public void distrust() {
            object.distrust();
        }

        @Override
        public void damaged(CorruptDataException found) {
            object.damaged(found);
            damage.report(found);
        }

        @Override
        public void prefetchPage(int number, ObjectStore.Range range) {
            if (!pages.has(new PageKey(name(), number))) {
                object.prefetch(List.of(range));
            }
        }

        @Override
        public byte[] page(int number, PageLoader loader) throws IOException {
            return pages.get(new PageKey(name(), number), loader::load);
        }
    }
}
