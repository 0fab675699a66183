package io.sigyn.ruler.store;

import io.sigyn.model.TenantId;
import io.sigyn.ruler.rule.Namespace;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.object.ObjectBody;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.object.ObjectStore.ObjectInfo;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rule groups in the object store. A namespace is a row of versions, each put only if its number is free, so that no change
 * is lost among several writers and a crash leaves the old or the new. Thread-safe.
 */
public final class ObjectRuleStore implements RuleStore {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectRuleStore.class);
    private static final int MAX_ATTEMPTS = 20;
    /**
     * How long a version is kept after it was followed by another, or says that the namespace is deleted. Were its number
     * free again at once, a writer that looked before could still put it, and its change would be lost.
     */
    private static final Duration KEPT = Duration.ofHours(1);
    /** A writer that takes longer from looking to having put does not know whether its change counts. */
    private static final Duration LONGEST_CHANGE = Duration.ofMinutes(30);

    private final ObjectStore store;
    private final InstantSource clock;
    /** What is in an object never changes, so it is read once; no longer than it is listed. */
    private final Map<String, Namespace> read = new ConcurrentHashMap<>();

    public ObjectRuleStore(ObjectStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The versions of one namespace, oldest first, and when each was put. */
    private record Versions(List<RuleObject> objects, List<Instant> modified) {
        Versions() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        RuleObject newest() {
            return objects.get(objects.size() - 1);
        }
    }

    @Override
    public boolean writable() {
        return true;
    }

    /** A look at the store that is repeated if what it was about to read was replaced meanwhile. */
    @FunctionalInterface
    private interface Look<T> {
        T at() throws IOException;
    }

    private static <T> T look(Look<T> look) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return look.at();
            } catch (NoSuchFileException replaced) {
                if (attempt == MAX_ATTEMPTS) {
                    throw replaced;
                }
            }
        }
    }

    @Override
    public Map<TenantId, List<Namespace>> all() throws IOException {
        return look(this::allNow);
    }

    private Map<TenantId, List<Namespace>> allNow() throws IOException {
        List<ObjectInfo> listed = store.list(RuleObject.PREFIX, "");
        Map<TenantId, List<Namespace>> all = new TreeMap<>();
        for (Versions versions : versions(listed)) {
            Namespace namespace = newestReadable(versions);
            if (!namespace.groups().isEmpty()) {
                all.computeIfAbsent(versions.newest().tenant(), ignored -> new ArrayList<>())
                        .add(namespace);
            }
            sweep(versions);
        }
        read.keySet().retainAll(listed.stream().map(ObjectInfo::key).toList());
        all.values().forEach(namespaces -> namespaces.sort(Comparator.comparing(Namespace::name)));
        return all;
    }

    @Override
    public List<Namespace> namespaces(TenantId tenant) throws IOException {
        return look(() -> namespacesNow(tenant));
    }

    private List<Namespace> namespacesNow(TenantId tenant) throws IOException {
        List<Namespace> namespaces = new ArrayList<>();
        for (Versions versions : versions(store.list(RuleObject.prefix(tenant), ""))) {
            Namespace namespace = newestReadable(versions);
            if (!namespace.groups().isEmpty()) {
                namespaces.add(namespace);
            }
        }
        namespaces.sort(Comparator.comparing(Namespace::name));
        return namespaces;
    }

    @Override
    public Namespace change(TenantId tenant, String name, UnaryOperator<Namespace> change) throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<Namespace> before = look(() -> changeOnce(tenant, name, change));
            if (before.isPresent()) {
                return before.get();
            }
        }
        throw new IOException("rules of namespace \"" + name + "\" of tenant " + tenant + " were changed by others "
                + MAX_ATTEMPTS + " times in a row; try again");
    }

    /** What the namespace was before; empty if someone else changed it first. */
    private Optional<Namespace> changeOnce(TenantId tenant, String name, UnaryOperator<Namespace> change)
            throws IOException {
        Instant looked = clock.instant();
        List<Versions> found = versions(store.list(RuleObject.prefix(tenant, name), ""));
        Namespace before = new Namespace(
                name, found.isEmpty() ? List.of() : newestReadable(found.get(0)).groups());
        Namespace after = change.apply(before);
        if (after.equals(before)) {
            return Optional.of(before);
        }
        RuleObject next = found.isEmpty()
                ? new RuleObject(tenant, RuleObject.encode(name), 1)
                : found.get(0).newest().next();
        byte[] object = RuleObject.encode(after);
        if (object.length > RuleObject.MAX_BYTES) {
            throw new IOException("rules of namespace \"" + name + "\" would take " + object.length
                    + " bytes (expected: at most " + RuleObject.MAX_BYTES + "; use several namespaces)");
        }
        if (!store.putIfAbsent(next.key(), ObjectBody.of(object))) {
            return Optional.empty();
        }
        if (looked.plus(LONGEST_CHANGE).isBefore(clock.instant())) {
            throw new IOException("changing rules took longer than " + LONGEST_CHANGE.toMinutes()
                    + " minutes, so others may have changed them meanwhile; look whether the change is there");
        }
        return Optional.of(before);
    }

    /** Reads every version of every namespace, and tells of those that are damaged; changes nothing; returns how many there are. */
    public static int check(ObjectStore store, Consumer<CorruptDataException> damaged) throws IOException {
        int versions = 0;
        for (ObjectInfo object : store.list(RuleObject.PREFIX, "")) {
            if (RuleObject.of(object.key()).isEmpty()) {
                continue;
            }
            versions++;
            try {
                byte[] bytes = store.getTail(object.key(), RuleObject.MAX_BYTES).bytes();
                RuleObject.decode(object.key(), bytes);
            } catch (CorruptDataException damage) {
                damaged.accept(damage);
            } catch (NoSuchFileException replaced) {
                versions--;
            }
        }
        return versions;
    }

    private static List<Versions> versions(List<ObjectInfo> listed) {
        Map<String, Versions> byNamespace = new TreeMap<>();
        for (ObjectInfo info : listed) { // sorted by key, hence by version
            RuleObject.of(info.key()).ifPresent(object -> {
                Versions versions = byNamespace.computeIfAbsent(
                        object.tenant() + "/" + object.namespaceKey(), ignored -> new Versions());
                versions.objects().add(object);
                versions.modified().add(info.modified());
            });
        }
        return List.copyOf(byNamespace.values());
    }

    /** What the newest version that is whole says; no groups if there is none. */
    private Namespace newestReadable(Versions versions) throws IOException {
        for (int i = versions.objects().size() - 1; i >= 0; i--) {
            Optional<Namespace> namespace = read(versions.objects().get(i).key());
            if (namespace.isPresent()) {
                return namespace.get();
            }
        }
        return new Namespace("", List.of());
    }

    /** Empty if the object is damaged. */
    private Optional<Namespace> read(String key) throws IOException {
        Namespace known = read.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            Namespace namespace = RuleObject.decode(
                    key, store.getTail(key, RuleObject.MAX_BYTES).bytes());
            read.put(key, namespace);
            return Optional.of(namespace);
        } catch (CorruptDataException e) {
            LOG.error("{}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Deletes what is not needed any more: versions that were followed long ago, but for the one before the newest. */
    private void sweep(Versions versions) {
        Instant longAgo = clock.instant().minus(KEPT);
        int last = versions.objects().size() - 1;
        Namespace newest = read.get(versions.newest().key());
        boolean deleted = newest != null && newest.groups().isEmpty();
        for (int i = 0; i <= last; i++) {
            boolean spare = i < last - 1 || deleted;
            if (spare && versions.modified().get(Math.min(i + 1, last)).isBefore(longAgo)) {
                delete(versions.objects().get(i));
            }
        }
    }

    private void delete(RuleObject object) {
        try {
            store.delete(object.key());
        } catch (IOException e) {
            LOG.warn("an old version of rules is left to be deleted later, object={}: {}", object.key(), e.toString());
        }
    }
}
