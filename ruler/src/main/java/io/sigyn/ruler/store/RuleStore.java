package io.sigyn.ruler.store;

import io.sigyn.model.TenantId;
import io.sigyn.ruler.rule.Namespace;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The rule groups of all tenants. What cannot be read is reported and left out; the rest is served. Thread-safe. */
public interface RuleStore {
    /** Whether {@link #change} can be called. */
    boolean writable();

    /** The namespaces of every tenant that has any. */
    Map<TenantId, List<Namespace>> all() throws IOException;

    /** The namespaces of a tenant that have groups, sorted by name. */
    List<Namespace> namespaces(TenantId tenant) throws IOException;

    /**
     * Replaces a namespace by what is made of it, durably and in one step; one that is not there has no groups, and one
     * without groups is not there afterwards. The change may be made more than once, each time of what is newest.
     *
     * @return the namespace as it was before
     */
    Namespace change(TenantId tenant, String namespace, UnaryOperator<Namespace> change) throws IOException;
}
