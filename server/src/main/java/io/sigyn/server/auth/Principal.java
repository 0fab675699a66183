package io.sigyn.server.auth;

import io.sigyn.model.TenantId;
import io.sigyn.server.http.Access;
import io.sigyn.server.http.Caller;
import java.util.Optional;
import java.util.Set;

/** A user who has logged in: what he may do, and whose logs. Immutable. */
public record Principal(String name, Set<Access> rights, boolean anyTenant, Set<TenantId> tenants) implements Caller {
    public Principal {
        rights = Set.copyOf(rights);
        tenants = Set.copyOf(tenants);
    }

    boolean may(Access access) {
        return rights.contains(access);
    }

    public boolean mayUse(TenantId tenant) {
        return anyTenant || tenants.contains(tenant);
    }

    /** The tenant of a request that names none: there must be only one that it can be. */
    public Optional<TenantId> onlyTenant() {
        return !anyTenant && tenants.size() == 1 ? tenants.stream().findFirst() : Optional.empty();
    }
}
