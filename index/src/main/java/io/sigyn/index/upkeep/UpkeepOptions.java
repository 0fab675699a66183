package io.sigyn.index.upkeep;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How segments are kept up. Immutable.
 *
 * @param spillFolder where a segment that is being written waits for its end
 * @param retentionEnabled whether limits on age and size act at all, as in Loki
 * @param interval from one round to the next
 * @param grace of objects that are not needed any more
 * @param merge which segments become one
 */
public record UpkeepOptions(Path spillFolder, boolean retentionEnabled, Duration interval, Grace grace, Merge merge) {

    /**
     * How long objects stay that are not needed any more.
     *
     * @param readers for objects of removed segments: longer than the longest query
     * @param orphans how old an object that no manifest names must be to be deleted: longer than any put and its commit
     * @param orphanInterval how often such objects are looked for, which lists all there are
     */
    public record Grace(Duration readers, Duration orphans, Duration orphanInterval) {}

    /**
     * Which segments become one.
     *
     * @param minInputs so many small segments are merged while their day is not over
     * @param maxInputs so many are merged at once, a decoded block of each being in memory
     * @param maxSegmentBytes stored bytes that a merged segment is not to exceed
     * @param packedFromBytes stored bytes from which on a merge packs as tightly as for a day that is over
     * @param dayOverAfter how long after its end a day is over: stragglers are mostly in by then
     */
    public record Merge(
            int minInputs, int maxInputs, long maxSegmentBytes, long packedFromBytes, Duration dayOverAfter) {}

    /** Sizes and times that suit most. */
    public static UpkeepOptions of(
            Path spillFolder, boolean retentionEnabled, Duration interval, Duration readerGrace) {
        Grace grace = new Grace(readerGrace, Duration.ofHours(24), Duration.ofHours(6));
        Merge merge = new Merge(4, 12, 512L << 20, 96L << 20, Duration.ofHours(2));
        return new UpkeepOptions(spillFolder, retentionEnabled, interval, grace, merge);
    }

    /** The same for segments of another size. */
    public UpkeepOptions withSizes(int minInputs, int maxInputs, long maxSegmentBytes, long packedFromBytes) {
        Merge sizes = new Merge(minInputs, maxInputs, maxSegmentBytes, packedFromBytes, merge.dayOverAfter());
        return new UpkeepOptions(spillFolder, retentionEnabled, interval, grace, sizes);
    }

    /** The same with other patience. */
    public UpkeepOptions withGrace(Duration readers, Duration orphans, Duration orphanInterval) {
        Grace patience = new Grace(readers, orphans, orphanInterval);
        return new UpkeepOptions(spillFolder, retentionEnabled, interval, patience, merge);
    }
}
