package io.sigyn.ruler;

import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.Querier;
import io.sigyn.ruler.delivery.Deliveries;
import io.sigyn.ruler.evaluation.EvaluationSettings;
import io.sigyn.ruler.evaluation.GroupEvaluation;
import io.sigyn.ruler.evaluation.GroupState;
import io.sigyn.ruler.evaluation.Groups;
import io.sigyn.ruler.evaluation.RuleQueries;
import io.sigyn.ruler.rule.Namespace;
import io.sigyn.ruler.rule.RuleGroup;
import io.sigyn.ruler.store.RuleStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rules of all tenants and evaluates each group when it is due; tells alerts and samples to its {@link
 * Deliveries}, which it owns. Of several processes over one store only one may have a running ruler. Thread-safe.
 */
public final class Ruler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ruler.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(10);
    private static final long TAKE_OVER_SECONDS = 10;

    private final RuleStore store;
    private final Function<TenantId, TenantLimits> limits;
    private final RulerOptions options;
    private final RuleQueries queries;
    private final Deliveries deliveries;
    private final Groups groups;
    private final InstantSource clock;
    private final RulerThreads threads;
    private final Set<GroupEvaluation> queued = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile Instant nextRead = Instant.MIN;
    private volatile boolean everRead;
    private @Nullable ScheduledExecutorService timer;

    public Ruler(
            RuleStore store,
            Querier querier,
            Function<TenantId, TenantLimits> limits,
            RulerOptions options,
            Deliveries deliveries,
            RulerThreads threads,
            InstantSource clock) {
        this.store = store;
        this.limits = limits;
        this.options = options;
        this.deliveries = deliveries;
        this.threads = threads;
        this.clock = clock;
        this.queries = new RuleQueries(querier);
        this.groups = new Groups(
                new EvaluationSettings(
                        queries,
                        options.evaluationInterval(),
                        options.resendDelay(),
                        options.externalLabels(),
                        options.externalUrl(),
                        options.datasourceUid()),
                deliveries);
    }

    /** Reads and evaluates from now on, on a thread of its own. */
    public synchronized void start() {
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(1, task -> RulerThreads.daemon(task, "ruler"));
            timer.execute(this::run);
        }
    }

    private void run() {
        Duration wait = LONGEST_WAIT;
        try {
            wait = tick();
        } catch (RuntimeException e) {
            LOG.error("rules were not evaluated, the next try is in a second", e);
        }
        ScheduledExecutorService running;
        synchronized (this) {
            running = timer;
        }
        if (running != null) {
            try {
                Future<?> unused = running.schedule(this::run, wait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                LOG.debug("the ruler is closed");
            }
        }
    }

    /** Starts what is due now; how long there is nothing to do then. */
    Duration tick() {
        Instant now = clock.instant();
        if (!now.isBefore(nextRead)) {
            readAll(now);
        }
        Instant next = nextRead;
        for (GroupEvaluation group : groups.all()) {
            if (group.isDue(now) && queued.add(group)) {
                evaluate(group);
            }
            Instant due = group.dueAt(now);
            next = due.isAfter(now) && due.isBefore(next) ? due : next;
        }
        Duration wait = Duration.between(now, next);
        return wait.compareTo(LONGEST_WAIT) > 0
                ? LONGEST_WAIT
                : wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
    }

    private void evaluate(GroupEvaluation group) {
        try {
            threads.evaluations().execute(() -> {
                queued.remove(group);
                group.evaluate(clock.instant());
            });
        } catch (RejectedExecutionException closed) {
            queued.remove(group);
        }
    }

    private void readAll(Instant now) {
        nextRead = now.plus(options.pollInterval());
        if (!reading.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.reads().execute(() -> {
                try {
                    groups.replaceAll(evaluated(store.all()), clock.instant(), !everRead);
                    everRead = true;
                } catch (IOException | RuntimeException e) {
                    LOG.error(
                            "rules cannot be read, those known stay; the next try is in {}", options.pollInterval(), e);
                } finally {
                    reading.set(false);
                }
            });
        } catch (RejectedExecutionException closed) {
            reading.set(false);
        }
    }

    private Map<TenantId, List<Namespace>> evaluated(Map<TenantId, List<Namespace>> all) {
        Map<TenantId, List<Namespace>> evaluated = new HashMap<>(all);
        evaluated.keySet().removeIf(tenant -> !options.evaluates().test(tenant));
        return evaluated;
    }

    /** Whether rules can be changed here. */
    public boolean writable() {
        return store.writable();
    }

    /** The namespaces of a tenant that have groups, sorted by name. */
    public List<Namespace> namespaces(TenantId tenant) throws IOException {
        return store.namespaces(tenant);
    }

    /** The groups of a tenant as they were last evaluated, sorted by namespace and name. */
    public List<GroupState> states(TenantId tenant) {
        return groups.states(tenant);
    }

    /** Every group, for whoever counts. */
    public Collection<GroupEvaluation> evaluations() {
        return groups.all();
    }

    public Deliveries deliveries() {
        return deliveries;
    }

    /**
     * Keeps a group, in place of the one of that name, and evaluates it from now on.
     *
     * @throws RuleLimitException if the tenant may not have it; as in Loki, whoever has all groups that are allowed cannot
     *     replace one either
     */
    public void set(TenantId tenant, String namespace, RuleGroup group) throws IOException, RuleLimitException {
        TenantLimits tenantLimits = limits.apply(tenant);
        check(
                "rules per rule group",
                tenantLimits.rulerMaxRulesPerRuleGroup(),
                group.rules().size());
        if (tenantLimits.rulerMaxRuleGroupsPerTenant() > 0) {
            int count = store.namespaces(tenant).stream()
                    .mapToInt(known -> known.groups().size())
                    .sum();
            check("rule groups", tenantLimits.rulerMaxRuleGroupsPerTenant(), count + 1);
        }
        store.change(tenant, namespace, known -> known.with(group));
        takeOver(tenant);
    }

    private static void check(String what, int limit, int actual) throws RuleLimitException {
        if (limit > 0 && actual > limit) {
            throw new RuleLimitException(
                    "per-user " + what + " limit (limit: " + limit + " actual: " + actual + ") exceeded");
        }
    }

    /** Deletes a group, if it is there. */
    public void deleteGroup(TenantId tenant, String namespace, String group) throws IOException {
        store.change(tenant, namespace, known -> known.without(group));
        takeOver(tenant);
    }

    /** Deletes a namespace; whether it was there. */
    public boolean deleteNamespace(TenantId tenant, String namespace) throws IOException {
        Namespace before = store.change(tenant, namespace, known -> new Namespace(namespace, List.of()));
        takeOver(tenant);
        return !before.groups().isEmpty();
    }

    /** Evaluates what the store has now; if that takes long, it happens after this returned. */
    private void takeOver(TenantId tenant) {
        if (!options.evaluates().test(tenant)) {
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            threads.reads().execute(() -> {
                try {
                    groups.replace(tenant, store.namespaces(tenant), clock.instant(), !everRead);
                    done.complete(null);
                } catch (IOException | RuntimeException e) {
                    done.completeExceptionally(e);
                }
            });
            done.get(TAKE_OVER_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException | TimeoutException e) {
            LOG.warn("changed rules are evaluated later, tenant={}", tenant);
        } catch (ExecutionException e) {
            LOG.warn("changed rules are evaluated after the next look at the store, tenant={}", tenant, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Evaluates no more; what is on its way is sent if that does not take long. */
    @Override
    public void close() {
        synchronized (this) {
            if (timer != null) {
                timer.shutdownNow();
            }
        }
        queries.cancel();
        threads.end().run();
        deliveries.close();
    }
}
