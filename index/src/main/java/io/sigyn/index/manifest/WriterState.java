package io.sigyn.index.manifest;

import java.util.List;

/**
 * What one writer has handed over. Immutable.
 *
 * @param epoch of the writer's newest process; older ones are refused
 * @param floor all generations below are covered: the writer has no log of them any more
 * @param generations from {@code floor} on that are covered, ascending
 */
public record WriterState(long epoch, long floor, List<Long> generations) {
    public WriterState {
        generations = List.copyOf(generations);
    }

    public boolean covers(long generation) {
        return generation < floor || generations.contains(generation);
    }
}
