package io.sigyn.index.upkeep;

import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says which rows of a tenant must go: they are past retention, or were asked to be deleted. Immutable, thread-safe. */
@FunctionalInterface
public interface RowFilter {
    /** Keeps every row. */
    RowFilter NONE = (stream, min, max) -> null;

    /**
     * What goes of the rows that a stream has between two instants, both inclusive; null if certainly nothing. Asked once
     * for each stretch of rows, so that work for a stream is not done for each of them.
     */
    @Nullable
    StreamFilter of(Labels stream, long minTimestampNanos, long maxTimestampNanos);

    /** What goes of one stream's rows. For one thread at a time. */
    interface StreamFilter {
        /** Drops every row of the stretch that it was asked for. */
        StreamFilter ALL = new StreamFilter() {
            @Override
            public boolean drops(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata) {
                return true;
            }

            @Override
            public boolean dropsAll() {
                return true;
            }

            @Override
            public boolean readsRows() {
                return false;
            }
        };

        /** Whether a row must go; its line is {@code length} bytes of the buffer, which is not to be changed. */
        boolean drops(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata);

        /** Whether all rows of the stretch go, so that they need not be read. */
        default boolean dropsAll() {
            return false;
        }

        /** Whether lines and metadata matter; if not, times alone decide and the others may be left out. */
        default boolean readsRows() {
            return true;
        }
    }

    /** Drops what any of the filters drops. */
    static RowFilter anyOf(List<RowFilter> filters) {
        List<RowFilter> all = List.copyOf(filters);
        if (all.size() == 1) {
            return all.get(0);
        }
        return (stream, min, max) -> {
            List<StreamFilter> found = new ArrayList<>();
            for (RowFilter filter : all) {
                StreamFilter one = filter.of(stream, min, max);
                if (one != null && one.dropsAll()) {
                    return one;
                }
                if (one != null) {
                    found.add(one);
                }
            }
            return found.isEmpty() ? null : anyStreamOf(found);
        };
    }

    private static StreamFilter anyStreamOf(List<StreamFilter> filters) {
        return filters.size() == 1 ? filters.get(0) : new AnyOf(filters);
    }

    /** Drops what any of a stream's filters drops. */
    record AnyOf(List<StreamFilter> filters) implements StreamFilter {
        @Override
        public boolean drops(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata) {
            for (StreamFilter filter : filters) {
                if (filter.drops(timestampNanos, buffer, offset, length, metadata)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean readsRows() {
            return filters.stream().anyMatch(StreamFilter::readsRows);
        }
    }
}
