package io.sigyn.index;

import io.sigyn.model.TenantId;
import java.io.IOException;

/** Opens views; the write path gives one, the read path knows nothing else of it. Thread-safe. */
public interface Views {
    View open(TenantId tenant) throws IOException;
}
