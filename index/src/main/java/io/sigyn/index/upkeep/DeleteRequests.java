package io.sigyn.index.upkeep;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The delete requests of all tenants: durable once they are accepted, in force at once, and the same for all processes that
 * share the store after their next {@link #refresh}. Thread-safe; asking for what is hidden does no I/O.
 *
 * <p>How they lie in the store is the part of {@link DeleteRequestObjects}.
 *
 * <p>What this process knows only ever moves on, from asked for to cancelled or processed, so a listing that is older than
 * what was done meanwhile takes nothing back. A request hides rows until some time after it has been processed, since a
 * query may still see segments from before.
 */
public final class DeleteRequests implements Deletions {
    private static final Logger LOG = LoggerFactory.getLogger(DeleteRequests.class);

    private static final int ATTEMPTS = 20;
    private static final int MAX_PENDING = 10_000;
    private static final Duration HIDES_AFTER_PROCESSED = Duration.ofMinutes(5);
    private static final Duration CANCELLED_KEPT = Duration.ofDays(7);
    private static final Duration PROCESSED_KEPT = Duration.ofDays(30);

    private final DeleteRequestObjects objects;
    private final Function<TenantId, TenantLimits> limits;
    private final Duration cancelPeriod;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<TenantId, Map<String, Tracked>> tenants = new ConcurrentHashMap<>();
    private final Map<TenantId, Counts> counts = new ConcurrentHashMap<>();

    private DeleteRequests(
            ObjectStore store,
            Function<TenantId, TenantLimits> limits,
            Duration cancelPeriod,
            InstantSource clock,
            RandomGenerator random) {
        this.objects = new DeleteRequestObjects(store);
        this.limits = limits;
        this.cancelPeriod = cancelPeriod;
        this.clock = clock;
        this.random = random;
    }

    /** What is known of a request. Immutable, but for how far the work is. */
    private static final class Tracked {
        private final @Nullable DeleteRequest request; // null if it is damaged, or was cancelled before it was read
        private final @Nullable DeleteQuery query; // null if it cannot be read any more
        private final State state;
        private final long sinceMillis;
        private volatile double share = -1; // of the work that is done; less than 0 before it is begun

        Tracked(@Nullable DeleteRequest request, @Nullable DeleteQuery query, State state, long sinceMillis) {
            this.request = request;
            this.query = query;
            this.state = state;
            this.sinceMillis = sinceMillis;
        }

        Tracked in(State next, long atMillis) {
            return new Tracked(request, query, next, atMillis);
        }
    }

    private enum State {
        ASKED,
        PROCESSED,
        CANCELLED
    }

    /** How many requests a tenant made, and how many of them were applied, since this process started. */
    public record Counts(long received, long processed) {}

    /** What may become of an attempt to take a request back. */
    public enum Cancellation {
        DONE,
        /** There is no such request, or it was taken back before. */
        UNKNOWN,
        /** Too late: it has been applied. */
        PROCESSED,
        /** It is being applied; only force takes it back, and some rows may be gone already. */
        STARTED
    }

    /** A request as it is listed; {@code doneShare} is 1 if it has been applied, from 0 on while it is, else less. */
    public record Listed(DeleteRequest request, boolean processed, double doneShare) {}

    /**
     * Reads what there is, and changes nothing.
     *
     * @param cancelPeriod how long a request is not applied, so that it can be taken back
     * @param random makes ids; two processes must not share a seed
     */
    public static DeleteRequests open(
            ObjectStore store,
            Function<TenantId, TenantLimits> limits,
            Duration cancelPeriod,
            InstantSource clock,
            RandomGenerator random)
            throws IOException {
        DeleteRequests requests = new DeleteRequests(store, limits, cancelPeriod, clock, random);
        requests.learnAll();
        return requests;
    }

    /**
     * Makes a request; it is durable and in force when this returns.
     *
     * @param queryText what {@code query} was parsed from
     * @throws IOException if it could not be stored, or this is not known: it may take effect
     */
    public DeleteRequest add(
            TenantId tenant, String queryText, DeleteQuery query, long startMillis, long endMillis, long intervalMillis)
            throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String id = String.format(Locale.ROOT, "%08x", random.nextInt());
            DeleteRequest request =
                    new DeleteRequest(tenant, id, queryText, startMillis, endMillis, clock.millis(), intervalMillis);
            if (of(tenant).containsKey(id)) {
                continue;
            }
            if (objects.ask(request)) {
                move(tenant, id, new Tracked(request, query, State.ASKED, request.createdMillis()));
                counts.merge(tenant, new Counts(1, 0), DeleteRequests::sum);
                return request;
            }
        }
        throw new IOException("no id is free for a delete request of tenant " + tenant + " after " + ATTEMPTS
                + " attempts; wait until older ones are processed and forgotten");
    }

    /** All requests of a tenant but those taken back, in the order in which they were made. */
    public List<Listed> list(TenantId tenant) {
        List<Listed> listed = new ArrayList<>();
        for (Tracked tracked : of(tenant).values()) {
            DeleteRequest request = tracked.request;
            if (request != null && tracked.state != State.CANCELLED) {
                boolean processed = tracked.state == State.PROCESSED;
                listed.add(new Listed(request, processed, processed ? 1 : tracked.share));
            }
        }
        listed.sort(Comparator.comparingLong((Listed one) -> one.request().createdMillis())
                .thenComparing(one -> one.request().id()));
        return listed;
    }

    /** Takes a request back, for good when this returns; rows that are not gone yet are visible again. */
    public Cancellation cancel(TenantId tenant, String id, boolean force) throws IOException {
        Tracked tracked = of(tenant).get(id);
        if (tracked == null || tracked.state == State.CANCELLED) {
            return Cancellation.UNKNOWN;
        } else if (tracked.state == State.PROCESSED) {
            return Cancellation.PROCESSED;
        } else if (tracked.share >= 0 && !force) {
            return Cancellation.STARTED;
        }
        objects.cancel(tenant, id);
        move(tenant, id, tracked.in(State.CANCELLED, clock.millis()));
        objects.deleteQuietly(tenant, id, DeleteRequestObjects.REQUEST);
        return Cancellation.DONE;
    }

    /** The rows of a tenant that queries must not show now; {@code NONE} as a rule, which costs nothing to know. */
    public RowFilter hidden(TenantId tenant) {
        List<RowFilter> filters = new ArrayList<>();
        forEachHiding(tenant, (request, query) -> filters.add(query.rows(request.startNanos(), request.endNanos())));
        return filters.isEmpty() ? RowFilter.NONE : RowFilter.anyOf(filters);
    }

    /** The ids of the requests that hide rows of a tenant now, in order. */
    List<String> hiding(TenantId tenant) {
        List<String> ids = new ArrayList<>();
        forEachHiding(tenant, (request, query) -> ids.add(request.id()));
        Collections.sort(ids);
        return ids;
    }

    private void forEachHiding(TenantId tenant, BiConsumer<DeleteRequest, DeleteQuery> action) {
        Map<String, Tracked> known = tenants.get(tenant);
        if (known == null || mode(tenant) == Mode.DISABLED) {
            return;
        }
        long now = clock.millis();
        for (Tracked tracked : known.values()) {
            DeleteRequest request = tracked.request;
            DeleteQuery query = tracked.query;
            if (request != null && query != null && hides(tracked, now)) {
                action.accept(request, query);
            }
        }
    }

    private static boolean hides(Tracked tracked, long now) {
        return switch (tracked.state) {
            case ASKED -> true;
            case PROCESSED -> now - tracked.sinceMillis < HIDES_AFTER_PROCESSED.toMillis();
            case CANCELLED -> false;
        };
    }

    private enum Mode {
        DISABLED,
        FILTER_ONLY,
        FILTER_AND_DELETE
    }

    private Mode mode(TenantId tenant) {
        return switch (limits.apply(tenant).deletionMode()) {
            case "disabled" -> Mode.DISABLED;
            case "filter-only" -> Mode.FILTER_ONLY;
            default -> Mode.FILTER_AND_DELETE;
        };
    }

    @Override
    public Set<TenantId> tenants() {
        return Set.copyOf(tenants.keySet());
    }

    @Override
    public List<Due> due(TenantId tenant) {
        if (mode(tenant) != Mode.FILTER_AND_DELETE) {
            return List.of();
        }
        long now = clock.millis();
        List<Due> due = new ArrayList<>();
        for (Tracked tracked : of(tenant).values()) {
            DeleteRequest request = tracked.request;
            DeleteQuery query = tracked.query;
            if (tracked.state == State.ASKED
                    && request != null
                    && query != null
                    && now - request.createdMillis() >= cancelPeriod.toMillis()) {
                tracked.share = Math.max(0, tracked.share);
                RowFilter rows = query.rows(request.startNanos(), request.endNanos());
                due.add(new Due(request.id(), request.startNanos(), request.endNanos(), rows));
            }
        }
        return due;
    }

    @Override
    public void progressed(TenantId tenant, List<Due> requests, double share) {
        for (Due due : requests) {
            Tracked tracked = of(tenant).get(due.id());
            if (tracked != null) {
                tracked.share = share;
            }
        }
    }

    @Override
    public void applied(TenantId tenant, List<Due> requests) throws IOException {
        for (Due due : requests) {
            Tracked tracked = of(tenant).get(due.id());
            if (tracked == null || tracked.state != State.ASKED) {
                continue; // taken back by force meanwhile
            }
            objects.process(tenant, due.id());
            move(tenant, due.id(), tracked.in(State.PROCESSED, clock.millis()));
            counts.merge(tenant, new Counts(0, 1), DeleteRequests::sum);
        }
    }

    /** What tenants made and had applied since the start, for metrics. */
    public Map<TenantId, Counts> counts() {
        return Map.copyOf(counts);
    }

    /** Whether a tenant has as many requests waiting as it may have. */
    public boolean isFull(TenantId tenant) {
        return of(tenant).size() >= MAX_PENDING
                && of(tenant).values().stream()
                                .filter(tracked -> tracked.state == State.ASKED)
                                .count()
                        >= MAX_PENDING;
    }

    /** How many requests wait to be applied. */
    public long pending() {
        return tenants.values().stream()
                .flatMap(known -> known.values().stream())
                .filter(tracked -> tracked.state == State.ASKED)
                .count();
    }

    /** How long ago the oldest request that waits to be applied was made; zero if none does. */
    public Duration oldestPendingAge() {
        long now = clock.millis();
        long oldest = tenants.values().stream()
                .flatMap(known -> known.values().stream())
                .filter(tracked -> tracked.state == State.ASKED)
                .mapToLong(tracked -> tracked.sinceMillis)
                .min()
                .orElse(now);
        return Duration.ofMillis(Math.max(0, now - oldest));
    }

    private static Counts sum(Counts one, Counts other) {
        return new Counts(one.received + other.received, one.processed + other.processed);
    }

    private Map<String, Tracked> of(TenantId tenant) {
        return tenants.getOrDefault(tenant, Map.of());
    }

    /** Moves on what is known, never back. */
    private void move(TenantId tenant, String id, Tracked next) {
        tenants.compute(tenant, (any, known) -> {
            Map<String, Tracked> all = known == null ? new ConcurrentHashMap<>() : known;
            all.merge(id, next, (earlier, later) -> later.state.compareTo(earlier.state) > 0 ? later : earlier);
            return all;
        });
    }

    // ---- what other processes did

    /** Learns what other processes did, by one LIST and a GET for each new request; forgets what is long over. */
    public void refresh() throws IOException {
        forget(learnAll());
    }

    private Map<TenantId, Map<String, DeleteRequestObjects.Seen>> learnAll() throws IOException {
        Map<TenantId, Map<String, DeleteRequestObjects.Seen>> listed = objects.list();
        IOException failure = null;
        for (Map.Entry<TenantId, Map<String, DeleteRequestObjects.Seen>> tenant : listed.entrySet()) {
            for (Map.Entry<String, DeleteRequestObjects.Seen> one :
                    tenant.getValue().entrySet()) {
                try {
                    learn(tenant.getKey(), one.getKey(), one.getValue());
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return listed;
    }

    private void learn(TenantId tenant, String id, DeleteRequestObjects.Seen seen) throws IOException {
        Tracked known = of(tenant).get(id);
        if (seen.cancelledMillis() > 0) {
            if (known == null || known.state != State.CANCELLED) {
                move(tenant, id, new Tracked(null, null, State.CANCELLED, seen.cancelledMillis()));
            }
            return;
        }
        Tracked tracked = known;
        if (tracked == null && seen.requestMillis() > 0) {
            tracked = read(tenant, id);
        }
        if (tracked != null && seen.processedMillis() > 0 && tracked.state == State.ASKED) {
            tracked = tracked.in(State.PROCESSED, seen.processedMillis());
        }
        if (tracked != null && tracked != known) {
            move(tenant, id, tracked);
        }
    }

    /** Null if it was taken back since it was listed. */
    private @Nullable Tracked read(TenantId tenant, String id) throws IOException {
        DeleteRequest request;
        try {
            request = objects.read(tenant, id);
        } catch (NoSuchFileException takenBack) {
            return null;
        } catch (CorruptDataException damaged) {
            LOG.error("a delete request of tenant {} hides nothing: {}", tenant, damaged.getMessage());
            return new Tracked(null, null, State.ASKED, clock.millis());
        }
        return new Tracked(request, parse(request), State.ASKED, request.createdMillis());
    }

    private static @Nullable DeleteQuery parse(DeleteRequest request) {
        try {
            return DeleteQuery.parse(request.query());
        } catch (LogQlSyntaxException e) {
            LOG.error(
                    "delete request {} of tenant {} cannot be read by this version and hides nothing: {}: {}."
                            + " Cancel it and make it again",
                    request.id(),
                    request.tenant(),
                    request.query(),
                    e.getMessage());
            return null;
        }
    }

    /** Deletes objects, and forgets requests, whose time is over. What is not listed and not over stays known. */
    private void forget(Map<TenantId, Map<String, DeleteRequestObjects.Seen>> listed) {
        long now = clock.millis();
        listed.forEach((tenant, requests) -> requests.forEach((id, seen) -> {
            boolean old = seen.processedMillis() > 0 && now - seen.processedMillis() > PROCESSED_KEPT.toMillis();
            if (seen.requestMillis() > 0 && (seen.cancelledMillis() > 0 || old)) {
                objects.deleteQuietly(tenant, id, DeleteRequestObjects.REQUEST);
            } else if (seen.requestMillis() == 0 && old) {
                objects.deleteQuietly(tenant, id, DeleteRequestObjects.PROCESSED);
            }
            if (seen.requestMillis() == 0
                    && seen.cancelledMillis() > 0
                    && now - seen.cancelledMillis() > CANCELLED_KEPT.toMillis()) {
                objects.deleteQuietly(tenant, id, DeleteRequestObjects.CANCELLED);
            }
        }));
        tenants.forEach((tenant, known) -> {
            known.values().removeIf(tracked -> isOver(tracked, now));
            tenants.computeIfPresent(tenant, (any, left) -> left.isEmpty() ? null : left);
        });
    }

    private static boolean isOver(Tracked tracked, long now) {
        return switch (tracked.state) {
            case ASKED -> false;
            case PROCESSED -> now - tracked.sinceMillis > PROCESSED_KEPT.toMillis();
            case CANCELLED -> now - tracked.sinceMillis > CANCELLED_KEPT.toMillis();
        };
    }
}
