package io.sigyn.ruler.evaluation;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.ruler.delivery.Deliveries;
import io.sigyn.ruler.delivery.SeriesSample;
import io.sigyn.ruler.rule.Rule;
import io.sigyn.ruler.rule.RuleGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One group that is evaluated when it is due, its rules in order. Thread-safe: one thread at a time evaluates, and what is
 * changed meanwhile is taken over when it is done.
 */
public final class GroupEvaluation {
    private final TenantId tenant;
    private final String namespace;
    private final EvaluationSettings settings;
    private final Deliveries deliveries;
    private final GroupCounters counters = new GroupCounters();
    private final AtomicBoolean busy = new AtomicBoolean();

    private volatile RuleGroup wanted;
    private volatile boolean retired;
    private volatile Slots slots;
    private volatile Instant lastAt;
    private volatile GroupState state;

    // Of the thread that is busy.
    private RuleGroup current;
    private List<RuleSlot> rules;
    private final Set<Labels> orphans = new TreeSet<>();
    private boolean restoring;

    /** @param restoring whether what its alerts were before a start is to be found out */
    GroupEvaluation(
            TenantId tenant,
            String namespace,
            RuleGroup group,
            EvaluationSettings settings,
            Deliveries deliveries,
            Instant now,
            boolean restoring) {
        this.tenant = tenant;
        this.namespace = namespace;
        this.settings = settings;
        this.deliveries = deliveries;
        this.restoring = restoring;
        this.wanted = group;
        this.current = group;
        this.rules = slots(group);
        this.slots = Slots.of(interval(group), slotName(group));
        this.lastAt = slots.latest(now);
        this.state = state(GroupState.NEVER, Duration.ZERO);
    }

    private static List<RuleSlot> slots(RuleGroup group) {
        return group.rules().stream().map(RuleSlot::new).toList();
    }

    private String slotName(RuleGroup group) {
        return tenant + "/" + namespace + "/" + group.name();
    }

    private Duration interval(RuleGroup group) {
        return group.interval().isZero() ? settings.interval() : group.interval();
    }

    private GroupState state(Instant at, Duration took) {
        return new GroupState(
                tenant,
                namespace,
                current.name(),
                interval(current),
                current.limit(),
                at,
                took,
                rules.stream().map(RuleSlot::state).toList());
    }

    public GroupState state() {
        return state;
    }

    public GroupCounters counters() {
        return counters;
    }

    boolean isOf(RuleGroup group) {
        return group.equals(wanted);
    }

    /** Evaluates it from now on as it is written here. */
    void change(RuleGroup group) {
        wanted = group;
        settle();
    }

    /** Its rules are there no more: their series end. */
    void retire() {
        retired = true;
        settle();
    }

    /** When it is due next; what is past is due now. */
    public Instant dueAt(Instant now) {
        if (lastAt.isAfter(now.plusMillis(slots.intervalMillis()))) {
            lastAt = slots.latest(now); // The clock was set back.
        }
        return slots.after(lastAt);
    }

    public boolean isDue(Instant now) {
        return !dueAt(now).isAfter(now) && !busy.get();
    }

    /** Evaluates if it is due and nobody does so already. */
    public void evaluate(Instant now) {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        try {
            Instant at = slots.latest(now);
            if (at.isAfter(lastAt) && !retired) {
                counters.missed.add(slots.between(lastAt, at));
                lastAt = at;
                evaluateAt(at);
            }
        } finally {
            busy.set(false);
        }
        settle();
    }

    private void evaluateAt(Instant at) {
        long start = System.nanoTime();
        EvaluationContext context =
                new EvaluationContext(tenant, at, interval(current), current.limit(), restoring, settings);
        List<SeriesSample> samples = new ArrayList<>();
        for (RuleSlot rule : rules) {
            ActiveRule.Outcome outcome = rule.evaluate(context, counters);
            deliveries.alerts(outcome.alerts());
            if (deliveries.wantsSamples()) {
                samples.addAll(outcome.samples());
                rule.markEnded(context, outcome.samples(), samples);
            }
        }
        endOrphans(at, samples);
        deliveries.samples(samples);
        restoring = false;
        long nanos = System.nanoTime() - start;
        counters.iterations.increment();
        counters.groupNanos.add(nanos);
        counters.lastSamples = samples.size();
        state = state(at, Duration.ofNanos(nanos));
    }

    private void endOrphans(Instant at, List<SeriesSample> samples) {
        Set<Labels> written = new TreeSet<>();
        samples.forEach(sample -> written.add(sample.labels()));
        for (Labels labels : orphans) {
            if (!written.contains(labels)) {
                samples.add(new SeriesSample(tenant, labels, at.toEpochMilli(), SeriesSample.stale()));
            }
        }
        orphans.clear();
    }

    /** Takes over what was changed, unless someone is busy, who will do so then. */
    private void settle() {
        while (retired || !wanted.equals(current)) {
            if (!busy.compareAndSet(false, true)) {
                return;
            }
            try {
                if (retired) {
                    rules.forEach(rule -> orphans.addAll(rule.lastSeries()));
                    rules = List.of();
                    List<SeriesSample> ends = new ArrayList<>();
                    endOrphans(lastAt.plusMillis(1), ends);
                    deliveries.samples(ends);
                    return;
                }
                takeOver(wanted);
            } finally {
                busy.set(false);
            }
        }
    }

    private void takeOver(RuleGroup group) {
        List<RuleSlot> before = new ArrayList<>(rules);
        List<RuleSlot> after = new ArrayList<>();
        for (Rule rule : group.rules()) {
            RuleSlot slot = new RuleSlot(rule);
            for (RuleSlot old : before) {
                if (slot.takeOver(old)) {
                    before.remove(old);
                    break;
                }
            }
            after.add(slot);
        }
        before.forEach(old -> orphans.addAll(old.lastSeries()));
        GroupState last = state;
        current = group;
        rules = after;
        slots = Slots.of(interval(group), slotName(group));
        state = state(last.evaluatedAt(), last.took());
    }
}
