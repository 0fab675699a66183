package io.sigyn.index;

import io.sigyn.model.TenantId;
import io.sigyn.model.TimeRange;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Opens views; the write path gives one, the read path knows nothing else of it. Thread-safe. */
public interface Views {
    View open(TenantId tenant) throws IOException;

    /**
     * What an answer that is kept goes by: a value that is equal at two moments only if no row of the range came or went
     * in between, for whatever reason. A view that is opened after it was asked for shows at least that state. Null, as
     * here, where that is not known: then nothing is kept.
     */
    default @Nullable Object version(TenantId tenant, TimeRange range) throws IOException {
        return null;
    }
}
