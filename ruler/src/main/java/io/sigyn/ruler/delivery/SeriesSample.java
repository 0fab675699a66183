package io.sigyn.ruler.delivery;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;

/** One sample to be written; {@code __name__} is among the labels. Immutable. */
public record SeriesSample(TenantId tenant, Labels labels, long timestampMillis, double value) {
    private static final long STALE_BITS = 0x7ff0000000000002L;

    SeriesSample withLabels(Labels changed) {
        return new SeriesSample(tenant, changed, timestampMillis, value);
    }

    /** Prometheus' mark that a series has ended. */
    public static double stale() {
        return Double.longBitsToDouble(STALE_BITS);
    }
}
