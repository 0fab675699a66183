package io.sigyn.ruler.evaluation;

import io.sigyn.model.Labels;
import io.sigyn.ruler.delivery.SeriesSample;
import io.sigyn.ruler.rule.Rule;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A rule of a group, with how it went last and which series it gave then. For one thread at a time. */
final class RuleSlot {
    private static final Logger LOG = LoggerFactory.getLogger(RuleSlot.class);

    private final ActiveRule rule;
    private Set<Labels> lastSeries = Set.of();
    private RuleState state;

    RuleSlot(Rule rule) {
        this.rule = rule.isAlert() ? new AlertingRule(rule) : new RecordingRule(rule);
        this.state = new RuleState(
                rule, this.rule.query(), RuleState.Health.UNKNOWN, "", GroupState.NEVER, Duration.ZERO, List.of());
    }

    RuleState state() {
        return state;
    }

    /** Goes on where this rule stood before its group was changed, if it is the same by name and labels. */
    boolean takeOver(RuleSlot before) {
        Rule was = before.rule.rule();
        Rule is = rule.rule();
        boolean same = was.isAlert() == is.isAlert()
                && was.name().equals(is.name())
                && was.labels().equals(is.labels());
        if (same) {
            rule.takeOver(before.rule);
            lastSeries = before.lastSeries;
            RuleState old = before.state;
            state = new RuleState(
                    is, rule.query(), old.health(), old.lastError(), old.evaluatedAt(), old.took(), rule.alerts());
        }
        return same;
    }

    /** Evaluates once; a failure is remembered and gives nothing. */
    ActiveRule.Outcome evaluate(EvaluationContext context, GroupCounters counters) {
        long start = System.nanoTime();
        ActiveRule.Outcome outcome = new ActiveRule.Outcome(List.of(), List.of());
        String error = "";
        try {
            outcome = rule.evaluate(context);
        } catch (EvaluationException e) {
            error = String.valueOf(e.getMessage());
            LOG.warn(
                    "rule failed, tenant={} rule={} query={}: {}",
                    context.tenant(),
                    rule.rule().name(),
                    rule.query(),
                    error);
        } catch (RuntimeException e) {
            error = "internal error, see the server's log";
            LOG.error(
                    "rule failed, tenant={} rule={}",
                    context.tenant(),
                    rule.rule().name(),
                    e);
        }
        long nanos = System.nanoTime() - start;
        counters.evaluations.increment();
        counters.ruleNanos.add(nanos);
        if (!error.isEmpty()) {
            counters.failures.increment();
        }
        state = new RuleState(
                rule.rule(),
                rule.query(),
                error.isEmpty() ? RuleState.Health.GOOD : RuleState.Health.BAD,
                error,
                context.at(),
                Duration.ofNanos(nanos),
                rule.alerts());
        return outcome;
    }

    /** Adds marks for the series that the last evaluation gave and this one did not. */
    void markEnded(EvaluationContext context, List<SeriesSample> samples, List<SeriesSample> into) {
        if (state.health() != RuleState.Health.GOOD) {
            return;
        }
        Set<Labels> series = new HashSet<>();
        samples.forEach(sample -> series.add(sample.labels()));
        for (Labels labels : lastSeries) {
            if (!series.contains(labels)) {
                into.add(new SeriesSample(context.tenant(), labels, context.atMillis(), SeriesSample.stale()));
            }
        }
        lastSeries = series;
    }

    Set<Labels> lastSeries() {
        return lastSeries;
    }
}
