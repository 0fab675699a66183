package io.sigyn.ingester.golden;

import io.sigyn.model.Labels;
import java.util.List;

/** What a server under test holds for a tenant. */
interface Stored {
    /** An entry as it was stored, in the order of the answer. */
    record Row(Labels stream, long timestampNanos, String line, List<String> metadata) {}

    List<Row> rows(String tenant);
}
