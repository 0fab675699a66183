package io.sigyn.index.manifest;

import java.util.List;
import java.util.Map;

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
}
