package io.sigyn.index;

import io.sigyn.storage.CorruptDataException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Damage that was met while reading: each place is named in the log once, however often it is met, and all are counted.
 * Remembers a bounded number of places. Thread-safe.
 */
public final class DamageReports {
    private static final Logger LOG = LoggerFactory.getLogger(DamageReports.class);
    private static final int MAX_PLACES = 10_000;

    private final Set<Place> places = ConcurrentHashMap.newKeySet();
    private final LongAdder met = new LongAdder();

    private record Place(String file, long offset) {}

    void report(CorruptDataException damage) {
        met.increment();
        Place place = new Place(damage.file(), damage.offset());
        if (places.size() < MAX_PLACES && places.add(place)) {
            LOG.error("{}", damage.getMessage());
        }
    }

    /** How often something was left out since it is damaged. */
    public long timesMet() {
        return met.sum();
    }

    /** How many damaged places are known. */
    public int places() {
        return places.size();
    }
}
