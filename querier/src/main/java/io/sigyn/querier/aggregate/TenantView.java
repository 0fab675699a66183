package io.sigyn.querier.aggregate;

import io.sigyn.index.View;
import io.sigyn.model.Labels;
import org.jspecify.annotations.Nullable;

/** What one query sees of one tenant, and the value of {@code __tenant_id__} where several are queried. */
public record TenantView(View view, @Nullable String tenantLabel) {
    public static final String TENANT_ID = "__tenant_id__";
    private static final String ORIGINAL = "original_";

    /** The labels with the tenant's; a label of that name that was there is kept under another. */
    public Labels label(Labels labels) {
        String tenant = tenantLabel;
        if (tenant == null) {
            return labels;
        }
        Labels.Builder builder = labels.toBuilder();
        String own = labels.get(TENANT_ID);
        if (own != null) {
            builder.set(ORIGINAL + TENANT_ID, own);
        }
        return builder.set(TENANT_ID, tenant).build();
    }
}
