package io.sigyn.ruler.evaluation;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.LogQlPrinter;
import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.template.AlertTemplate;
import io.sigyn.logql.template.TemplateException;
import io.sigyn.model.Labels;
import io.sigyn.ruler.delivery.Alert;
import io.sigyn.ruler.delivery.SeriesSample;
import io.sigyn.ruler.evaluation.AlertState.Phase;
import io.sigyn.ruler.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has an alert for each series that its expression gives, and moves it as Prometheus does: pending until {@code for} is
 * over, then firing, resolved when the series is gone and {@code keep_firing_for} is over. For one thread at a time.
 */
final class AlertingRule implements ActiveRule {
    private static final Logger LOG = LoggerFactory.getLogger(AlertingRule.class);
    private static final String NAME = "alertname";
    private static final String STATE = "alertstate";
    /** An alert that is not told anew for so many delays has ended. */
    private static final int VALID_DELAYS = 4;

    private final Rule rule;
    private final Expr expression;
    private final String query;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Map<String, AlertTemplate> labelTemplates;
    private final Map<String, AlertTemplate> annotationTemplates;
    private final Map<Labels, ActiveAlert> active = new TreeMap<>();

    AlertingRule(Rule rule) {
        this.rule = rule;
        this.expression = LogQlParser.parse(rule.expression());
        this.query = LogQlPrinter.printAsLoki(expression);
        InstantSource clock = now::get;
        this.labelTemplates = templates(rule.alert(), rule.labels(), clock);
        this.annotationTemplates = templates(rule.alert(), rule.annotations(), clock);
    }

    private static Map<String, AlertTemplate> templates(String alert, Map<String, String> texts, InstantSource clock) {
        Map<String, AlertTemplate> templates = new TreeMap<>();
        texts.forEach((name, text) -> templates.put(name, AlertTemplate.compile(alert, text, clock)));
        return templates;
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public Outcome evaluate(EvaluationContext context) throws EvaluationException {
        now.set(context.at());
        List<AlertTemplate.Sample> vector =
                context.settings().queries().instant(context.tenant(), expression, rule.expression(), context.at());
        Map<Labels, ActiveAlert> seen = new HashMap<>();
        Map<Labels, Instant> since = vector.isEmpty() ? Map.of() : activeBefore(context);
        for (AlertTemplate.Sample sample : vector) {
            AlertTemplate.Data data = context.templateData(sample);
            Labels labels = labels(sample.labels(), data);
            Instant activeAt = since.getOrDefault(sample.labels(), context.at());
            ActiveAlert alert = new ActiveAlert(labels, annotations(data), sample.value(), activeAt);
            if (seen.put(labels, alert) != null) {
                throw new EvaluationException(
                        "vector contains metrics with the same labelset after applying alert labels");
            }
        }
        seen.forEach(this::takeUp);
        dropMissing(seen, context.at());
        active.values().forEach(alert -> alert.fireAfter(rule.hold(), context.at()));
        checkLimit(context.limit());
        return new Outcome(samples(context), toBeSent(context));
    }

    /** After a start: since when series have been there, as if there had been no stop. */
    private Map<Labels, Instant> activeBefore(EvaluationContext context) {
        if (!context.restoring() || rule.hold().isZero()) {
            return Map.of();
        }
        try {
            return context.settings()
                    .queries()
                    .thereSince(
                            context.tenant(),
                            expression,
                            rule.expression(),
                            context.at(),
                            rule.hold(),
                            context.interval());
        } catch (EvaluationException e) {
            LOG.warn("alert {} of tenant {} starts anew: {}", rule.alert(), context.tenant(), e.getMessage());
            return Map.of();
        }
    }

    private Labels labels(Labels series, AlertTemplate.Data data) {
        Labels.Builder builder = series.toBuilder().remove(RecordingRule.METRIC);
        labelTemplates.forEach((name, template) -> {
            String value = render(template, data);
            if (value.isEmpty()) {
                builder.remove(name);
            } else {
                builder.set(name, value);
            }
        });
        return builder.set(NAME, rule.alert()).build();
    }

    private Map<String, String> annotations(AlertTemplate.Data data) {
        Map<String, String> annotations = new TreeMap<>();
        annotationTemplates.forEach((name, template) -> annotations.put(name, render(template, data)));
        return annotations;
    }

    private String render(AlertTemplate template, AlertTemplate.Data data) {
        try {
            return template.render(data);
        } catch (TemplateException e) {
            LOG.warn("template of alert {} failed: {}", rule.alert(), e.text());
            return "<error expanding template: " + e.text() + ">";
        }
    }

    private void takeUp(Labels labels, ActiveAlert found) {
        ActiveAlert known = active.get(labels);
        if (known != null && known.phase() != Phase.RESOLVED) {
            known.seen(found.annotations(), found.state().value());
        } else {
            active.put(labels, found);
        }
    }

    private void dropMissing(Map<Labels, ActiveAlert> seen, Instant at) {
        for (Iterator<ActiveAlert> alerts = active.values().iterator(); alerts.hasNext(); ) {
            ActiveAlert alert = alerts.next();
            if (!seen.containsKey(alert.labels()) && !alert.missed(rule.keepFiringFor(), at)) {
                alerts.remove();
            }
        }
    }

    private void checkLimit(int limit) throws EvaluationException {
        long count = active.values().stream()
                .filter(alert -> alert.phase() != Phase.RESOLVED)
                .count();
        if (limit > 0 && count > limit) {
            active.clear();
            throw new EvaluationException("exceeded limit of " + limit + " with " + count + " alerts");
        }
    }

    private List<SeriesSample> samples(EvaluationContext context) {
        List<SeriesSample> samples = new ArrayList<>();
        for (ActiveAlert alert : active.values()) {
            if (alert.phase() != Phase.RESOLVED) {
                Labels alerts = alert.labels().toBuilder()
                        .set(RecordingRule.METRIC, "ALERTS")
                        .set(STATE, alert.phase().word())
                        .build();
                Labels since = alert.labels().with(RecordingRule.METRIC, "ALERTS_FOR_STATE");
                samples.add(new SeriesSample(context.tenant(), alerts, context.atMillis(), 1));
                samples.add(new SeriesSample(context.tenant(), since, context.atMillis(), (double)
                        alert.activeAt().getEpochSecond()));
            }
        }
        return samples;
    }

    private List<Alert> toBeSent(EvaluationContext context) {
        EvaluationSettings settings = context.settings();
        Duration delay =
                settings.resendDelay().compareTo(context.interval()) > 0 ? settings.resendDelay() : context.interval();
        List<Alert> alerts = new ArrayList<>();
        for (ActiveAlert alert : active.values()) {
            if (alert.toBeSent(context.at(), settings.resendDelay())) {
                Instant resolvedAt = alert.resolvedAt();
                Instant end = resolvedAt == null ? context.at().plus(delay.multipliedBy(VALID_DELAYS)) : resolvedAt;
                alerts.add(new Alert(
                        context.tenant(),
                        withExternal(alert.labels(), settings.externalLabels()),
                        alert.annotations(),
                        alert.firedAt(),
                        end,
                        ExploreLink.of(settings.externalUrl(), settings.datasourceUid(), query)));
            }
        }
        return alerts;
    }

    private static Labels withExternal(Labels labels, Labels external) {
        Labels.Builder builder = external.toBuilder();
        labels.toMap().forEach(builder::set);
        return builder.build();
    }

    @Override
    public List<AlertState> alerts() {
        return active.values().stream()
                .filter(alert -> alert.phase() != Phase.RESOLVED)
                .map(ActiveAlert::state)
                .toList();
    }

    @Override
    public void takeOver(ActiveRule before) {
        if (before instanceof AlertingRule alerting) {
            active.putAll(alerting.active);
        }
    }
}
