package io.sigyn.index.upkeep;

import io.sigyn.index.View;
import io.sigyn.index.Views;
import io.sigyn.model.TenantId;
import io.sigyn.model.TimeRange;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Views that do not show what delete requests are in force for. Thread-safe.
 *
 * <p>What is hidden is looked up before the view is opened: a request that was applied to all segments in between hides
 * nothing new, whereas the other way round a view of the old segments could come without the request.
 */
public final class HidingViews implements Views {
    private final Views views;
    private final DeleteRequests requests;

    public HidingViews(Views views, DeleteRequests requests) {
        this.views = views;
        this.requests = requests;
    }

    @Override
    public View open(TenantId tenant) throws IOException {
        RowFilter hidden = requests.hidden(tenant);
        View view = views.open(tenant);
        return hidden == RowFilter.NONE ? view : new View(view.tenant(), view.sources(), hidden, view.release());
    }

    @Override
    public @Nullable Object version(TenantId tenant, TimeRange range) throws IOException {
        List<String> hiding = requests.hiding(tenant);
        Object version = views.version(tenant, range);
        return version == null || hiding.isEmpty() ? version : new Version(hiding, version);
    }

    private record Version(List<String> hiding, Object version) {}
}
