package io.sigyn.querier;

import io.sigyn.index.View;
import io.sigyn.index.Views;
import io.sigyn.model.TenantId;
import io.sigyn.querier.aggregate.TenantView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The views of all tenants of a request; owns them. For one thread. */
final class OpenViews implements AutoCloseable {
    private final List<TenantView> views = new ArrayList<>();

    private OpenViews() {}

    static OpenViews of(Views source, List<TenantId> tenants, boolean labelled) throws IOException {
        OpenViews open = new OpenViews();
        try {
            for (TenantId tenant : new LinkedHashSet<>(tenants)) {
                View view = source.open(tenant);
                open.views.add(new TenantView(view, labelled ? tenant.value() : null));
            }
            return open;
        } catch (IOException | RuntimeException | Error failure) {
            open.close();
            throw failure;
        }
    }

    List<TenantView> views() {
        return views;
    }

    @Override
    public void close() {
        views.forEach(view -> view.view().close());
        views.clear();
    }
}
