package io.sigyn.querier;

import io.sigyn.model.TenantId;
import java.util.List;

/**
 * One query as it came. For an instant query {@code startNanos} equals {@code endNanos} and {@code stepNanos} is 0.
 * {@code intervalNanos} thins out log lines; 0 keeps all. With {@code tenantLabel} the answer names each line's or series'
 * tenant.
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
        boolean instant,
        boolean tenantLabel) {
    public QueryRequest {
        tenants = List.copyOf(tenants);
    }

    /** Of several tenants, whose labels the answer then has, or of one. */
    public QueryRequest(
            List<TenantId> tenants,
            String query,
            long startNanos,
            long endNanos,
            long stepNanos,
            long intervalNanos,
            int limit,
            Direction direction,
            boolean instant) {
        this(
                tenants,
                query,
                startNanos,
                endNanos,
                stepNanos,
                intervalNanos,
                limit,
                direction,
                instant,
                tenants.stream().distinct().count() > 1);
    }

    /** The same for these tenants. */
    public QueryRequest of(TenantIds ids) {
        return new QueryRequest(
                ids.ids(),
                query,
                startNanos,
                endNanos,
                stepNanos,
                intervalNanos,
                limit,
                direction,
                instant,
                ids.labelled());
    }

    /** The order of log lines. */
    public enum Direction {
        FORWARD,
        BACKWARD
    }
}
