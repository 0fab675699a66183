package io.sigyn.index;

import io.sigyn.model.TenantId;

/** Where segments lie: {@code <tenant>/segments/<name>}. An object there never changes. Stateless. */
public final class SegmentKeys {
    private static final String FOLDER = "/segments/";

    private SegmentKeys() {}

    /** What the keys of a tenant's segments begin with. */
    public static String prefix(TenantId tenant) {
        return tenant + FOLDER;
    }

    public static boolean isSegment(String key) {
        int tenantEnd = key.indexOf('/');
        return tenantEnd > 0 && key.startsWith(FOLDER, tenantEnd);
    }
}
