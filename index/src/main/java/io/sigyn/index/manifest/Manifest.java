package io.sigyn.index.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's segments at one version, and what writers have handed over. Immutable.
 *
 * @param version number of the commit that made it; 0 is the empty manifest before the first
 * @param segments by key, ascending
 * @param removed what was removed and is not purged yet, by key, ascending
 * @param damaged numbers of commits that could not be read: segments that they added are missing here, so nothing must be
 *     deleted for not being named
 */
public record Manifest(
        long version,
        List<SegmentRef> segments,
        Map<String, WriterState> writers,
        List<RemovedSegment> removed,
        List<Long> damaged) {
    public static final Manifest EMPTY = new Manifest(0, List.of(), Map.of(), List.of(), List.of());

    public Manifest {
        segments = List.copyOf(segments);
        writers = Map.copyOf(writers);
        removed = List.copyOf(removed);
        damaged = List.copyOf(damaged);
    }

    /** Whether the rows of a writer's generation are in this manifest's segments (or have left them since). */
    public boolean covers(String writer, long generation) {
        WriterState state = writers.get(writer);
        return state != null && state.covers(generation);
    }

    /** The manifest that a change makes of this one, if it may be made. */
    Manifest after(ManifestChange change) throws FencedWriterException, ConflictException {
        WriterState state = writers.get(change.writer());
        if (state != null && state.epoch() > change.epoch()) {
            throw new FencedWriterException(change.writer(), change.epoch(), state.epoch());
        }
        Set<String> keys = new HashSet<>();
        segments.forEach(segment -> keys.add(segment.key()));
        for (String key : change.removed()) {
            if (!keys.contains(key)) {
                throw new ConflictException(key);
            }
        }
        return changed(version + 1, change);
    }

    /** The manifest after a commit that was made on it. */
    Manifest reading(ManifestCommit commit) {
        return changed(commit.number(), commit.change());
    }

    /** The manifest after a commit that cannot be read. */
    Manifest skipping(long number) {
        TreeSet<Long> all = new TreeSet<>(damaged);
        all.add(number);
        return new Manifest(number, segments, writers, removed, List.copyOf(all));
    }

    /** The same once nothing is missing any more for commits that cannot be read. */
    Manifest healed() {
        return new Manifest(version, segments, writers, removed, List.of());
    }

    private Manifest changed(long nextVersion, ManifestChange change) {
        TreeMap<String, SegmentRef> next = new TreeMap<>();
        segments.forEach(segment -> next.put(segment.key(), segment));
        change.removed().forEach(next::remove);
        change.added().forEach(segment -> next.put(segment.key(), segment));
        TreeMap<String, RemovedSegment> gone = new TreeMap<>();
        removed.forEach(segment -> gone.put(segment.key(), segment));
        change.removed().forEach(key -> gone.put(key, new RemovedSegment(key, change.removedAtMillis())));
        change.purged().forEach(gone::remove);
        Map<String, WriterState> nextWriters = new HashMap<>(writers);
        nextWriters.put(change.writer(), nextState(writers.get(change.writer()), change));
        return new Manifest(
                nextVersion, new ArrayList<>(next.values()), nextWriters, new ArrayList<>(gone.values()), damaged);
    }

    private static WriterState nextState(@Nullable WriterState before, ManifestChange change) {
        WriterState state = before == null ? new WriterState(change.epoch(), 0, List.of()) : before;
        long floor = Math.max(state.floor(), change.floor());
        TreeSet<Long> generations = new TreeSet<>(state.generations());
        if (change.generation() >= 0) {
            generations.add(change.generation());
        }
        generations.removeIf(generation -> generation < floor);
        return new WriterState(Math.max(state.epoch(), change.epoch()), floor, List.copyOf(generations));
    }
}
