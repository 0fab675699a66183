package io.sigyn.index.upkeep;

import io.sigyn.index.View;
import io.sigyn.index.Views;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TimeRange;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Views that do not show rows past retention, whether they have been dropped yet or not. To the minute: so answers may be
 * kept for as long. Thread-safe; what lies within every period costs a comparison.
 */
public final class ExpiringViews implements Views {
    private static final long MINUTE_MILLIS = 60_000;

    private final Views views;
    private final Function<TenantId, TenantLimits> limits;
    private final InstantSource clock;
    private final Map<TenantId, Current> current = new ConcurrentHashMap<>();

    /** @param limits of a tenant, as they are now */
    public ExpiringViews(Views views, Function<TenantId, TenantLimits> limits, InstantSource clock) {
        this.views = views;
        this.limits = limits;
        this.clock = clock;
    }

    /** What a tenant's limits mean in one minute. */
    private record Current(TenantLimits limits, long minute, RetentionPolicy policy) {}

    @Override
    public View open(TenantId tenant) throws IOException {
        RetentionPolicy policy = of(tenant).policy;
        View view = views.open(tenant);
        if (policy.keepsAll()) {
            return view;
        }
        RowFilter hidden = view.hidden() == RowFilter.NONE ? policy : RowFilter.anyOf(List.of(policy, view.hidden()));
        return new View(view.tenant(), view.sources(), hidden, view.release());
    }

    @Override
    public @Nullable Object version(TenantId tenant, TimeRange range) throws IOException {
        Current now = of(tenant);
        Object version = views.version(tenant, range);
        boolean expires = range.startNanos() < now.policy.cutoffOfAnyNanos();
        return version == null || !expires ? version : new Version(now.minute, now.limits, version);
    }

    private record Version(long minute, TenantLimits limits, Object version) {}

    private Current of(TenantId tenant) {
        TenantLimits its = limits.apply(tenant);
        long minute = Math.floorDiv(clock.millis(), MINUTE_MILLIS);
        Current known = current.get(tenant);
        if (known != null && known.minute == minute && known.limits.equals(its)) {
            return known;
        }
        Current now = new Current(its, minute, RetentionPolicy.of(its, minute * MINUTE_MILLIS));
        boolean wanted = known != null || !now.policy.keepsAll();
        if (wanted) { // So that tenants that keep all, which may be any that are asked for, take no memory.
            current.put(tenant, now);
        }
        return now;
    }
}
