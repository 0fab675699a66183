package io.sigyn.querier;

import io.sigyn.model.TenantId;
import java.util.List;

/**
 * One query as it came. For an instant query {@code startNanos} equals {@code endNanos} and {@code stepNanos} is 0.
 * {@code intervalNanos} thins out log lines; 0 keeps all.
 */
public record QueryRequest(
        List<TenantId> tenants,
        String query,
        long startNanos,
        long endNanos,
        long stepNanos,
        long intervalNanos,
        int limit,
        Direction direction,
        boolean instant) {
    public QueryRequest {
        tenants = List.copyOf(tenants);
    }

    /** The order of log lines. */
    public enum Direction {
        FORWARD,
        BACKWARD
    }
}
