package io.sigyn.index.manifest;

import io.sigyn.storage.CorruptDataException;
import org.jspecify.annotations.Nullable;

/**
 * One commit as it lies in the store. Immutable.
 *
 * @param change that it made, or null if it is damaged
 * @param whole whether it has the whole manifest
 * @param damage why it cannot be read, or null if it can
 */
public record CommitReport(
        String key,
        long number,
        @Nullable ManifestChange change,
        boolean whole,
        @Nullable CorruptDataException damage) {}
