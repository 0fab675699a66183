package io.sigyn.index.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's segments at one version, and what writers have handed over. Immutable.
 *
 * @param version number of the commit that made it; 0 is the empty manifest before the first
 * @param segments by key, ascending
 */
public record Manifest(long version, List<SegmentRef> segments, Map<String, WriterState> writers) {
    public static final Manifest EMPTY = new Manifest(0, List.of(), Map.of());

    public Manifest {
        segments = List.copyOf(segments);
        writers = Map.copyOf(writers);
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
        for (String removed : change.removed()) {
            if (!keys.contains(removed)) {
                throw new ConflictException(removed);
            }
        }
        return changed(version + 1, change);
    }

    /** The manifest after a commit that was made on it. */
    Manifest reading(ManifestCommit commit) {
        return changed(commit.number(), commit.change());
    }

    private Manifest changed(long nextVersion, ManifestChange change) {
        TreeMap<String, SegmentRef> next = new TreeMap<>();
        segments.forEach(segment -> next.put(segment.key(), segment));
        change.removed().forEach(next::remove);
        change.added().forEach(segment -> next.put(segment.key(), segment));
        Map<String, WriterState> nextWriters = new HashMap<>(writers);
        nextWriters.put(change.writer(), nextState(writers.get(change.writer()), change));
        return new Manifest(nextVersion, new ArrayList<>(next.values()), nextWriters);
    }

    private static WriterState nextState(@Nullable WriterState before, ManifestChange change) {
        WriterState state = before == null ? new WriterState(change.epoch(), 0, List.of()) : before;
        long floor = Math.max(state.floor(), change.floor());
        List<Long> generations = new ArrayList<>(state.generations());
        if (change.generation() >= 0) {
            generations.add(change.generation());
        }
        generations.removeIf(generation -> generation < floor);
        generations.sort(null);
        return new WriterState(Math.max(state.epoch(), change.epoch()), floor, generations);
    }
}
