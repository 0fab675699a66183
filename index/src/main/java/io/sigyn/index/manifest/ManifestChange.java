package io.sigyn.index.manifest;

import java.util.List;

/**
 * What a commit is to change: as a whole, or not at all.
 *
 * @param writer who commits; at most one process at a time has the newest {@code epoch} of a name
 * @param generation of the writer that {@code added} makes redundant, or -1 if none
 * @param floor lowest generation of the writer that may still be asked for; what lies below is forgotten
 * @param removed keys of segments that must be there, or the change is refused
 * @param removedAtMillis the time that they are remembered with, until they are purged
 * @param purged keys of removed segments whose objects are deleted
 */
public record ManifestChange(
        String writer,
        long epoch,
        long generation,
        long floor,
        List<SegmentRef> added,
        List<String> removed,
        long removedAtMillis,
        List<String> purged) {
    public ManifestChange {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        purged = List.copyOf(purged);
    }

    /** The segments of a flushed generation. */
    public static ManifestChange flush(
            String writer, long epoch, long generation, long floor, List<SegmentRef> segments) {
        return new ManifestChange(writer, epoch, generation, floor, segments, List.of(), 0, List.of());
    }

    /** Segments in place of others. */
    public static ManifestChange swap(
            String writer, long epoch, List<String> removed, List<SegmentRef> added, long nowMillis) {
        return new ManifestChange(writer, epoch, -1, 0, added, removed, nowMillis, List.of());
    }

    /** The objects of removed segments are gone. */
    public static ManifestChange purge(String writer, long epoch, List<String> keys) {
        return new ManifestChange(writer, epoch, -1, 0, List.of(), List.of(), 0, keys);
    }

    static ManifestChange fence(String writer, long epoch) {
        return new ManifestChange(writer, epoch, -1, 0, List.of(), List.of(), 0, List.of());
    }
}
