package io.sigyn.storage.block;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows that are read together, live or sealed: what a query scans. Immutable, thread-safe. */
public interface RowBlock {

    /** The rows of each stream asked for, in row order; rows between them belong to other streams. */
    List<StreamRun> runs();

    /** Whether a line of these rows may hold the bytes, in whatever case their ASCII letters are; false is certain. */
    boolean mayContain(byte[] needle);

    /** Whether a value of metadata that a query may call {@code name} may be the bytes; false is certain. */
    boolean mayContainMetadata(String name, byte[] value);

    /** Whether a run of these rows may hold the same time and line twice; false is certain. */
    default boolean mayRepeat() {
        return true;
    }

    /** Says that these columns will be read soon, so that bytes that are far away can be fetched meanwhile. */
    default void prefetch(Set<Column> columns) {}

    /** Names under which rows may have metadata, if that is known without reading them; null if not. */
    default @Nullable List<String> metadataNames() {
        return null;
    }

    /** Bytes that {@link #read} of these columns fetches from where they are stored; none of what is in memory. */
    default long storedBytes(Set<Column> columns) {
        return 0;
    }

    /** Says that it will be asked soon what these rows may contain. */
    default void prefetchFilters() {}

    /** Decodes at least the columns named. Costs I/O and memory for a sealed block; call once for all that is needed. */
    Rows read(Set<Column> columns) throws IOException;
}
