package io.sigyn.ruler.evaluation;

import io.sigyn.model.TenantId;
import io.sigyn.ruler.delivery.Deliveries;
import io.sigyn.ruler.rule.Namespace;
import io.sigyn.ruler.rule.RuleGroup;
import io.sigyn.ruler.rule.RuleGroupValidator;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All groups that are evaluated. Thread-safe; they are replaced by one thread at a time. */
public final class Groups {
    private static final Logger LOG = LoggerFactory.getLogger(Groups.class);

    private final EvaluationSettings settings;
    private final Deliveries deliveries;
    private final ConcurrentSkipListMap<Key, GroupEvaluation> groups = new ConcurrentSkipListMap<>();

    public Groups(EvaluationSettings settings, Deliveries deliveries) {
        this.settings = settings;
        this.deliveries = deliveries;
    }

    private record Key(TenantId tenant, String namespace, String name) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::tenant).thenComparing(Key::namespace).thenComparing(Key::name);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** All groups there are, sorted by tenant, namespace and name. */
    public Collection<GroupEvaluation> all() {
        return groups.values();
    }

    /** The groups of a tenant as they were last evaluated, sorted by namespace and name. */
    public List<GroupState> states(TenantId tenant) {
        return groups.tailMap(new Key(tenant, "", "")).entrySet().stream()
                .takeWhile(entry -> entry.getKey().tenant().equals(tenant))
                .map(entry -> entry.getValue().state())
                .toList();
    }

    /** From now on these are the groups of all tenants. */
    public void replaceAll(Map<TenantId, List<Namespace>> wanted, Instant now, boolean restoring) {
        Set<TenantId> gone = new HashSet<>();
        groups.keySet().forEach(key -> gone.add(key.tenant()));
        gone.removeAll(wanted.keySet());
        gone.forEach(tenant -> replace(tenant, List.of(), now, restoring));
        wanted.forEach((tenant, namespaces) -> replace(tenant, namespaces, now, restoring));
    }

    /** From now on these are the groups of a tenant. */
    public void replace(TenantId tenant, List<Namespace> wanted, Instant now, boolean restoring) {
        Set<Key> kept = new HashSet<>();
        for (Namespace namespace : wanted) {
            for (RuleGroup group : namespace.groups()) {
                Key key = new Key(tenant, namespace.name(), group.name());
                kept.add(key);
                put(key, group, now, restoring);
            }
        }
        groups.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().tenant().equals(tenant) && !kept.contains(entry.getKey());
            if (gone) {
                entry.getValue().retire();
            }
            return gone;
        });
    }

    private void put(Key key, RuleGroup group, Instant now, boolean restoring) {
        GroupEvaluation known = groups.get(key);
        if (known != null && known.isOf(group)) {
            return;
        }
        List<String> faults = RuleGroupValidator.faults(List.of(group));
        if (!faults.isEmpty()) {
            LOG.error(
                    "rule group cannot be used, tenant={} namespace={} group={}: {}",
                    key.tenant,
                    key.namespace,
                    key.name,
                    faults);
        } else if (known != null) {
            known.change(group);
        } else {
            groups.put(
                    key, new GroupEvaluation(key.tenant, key.namespace, group, settings, deliveries, now, restoring));
        }
    }
}
