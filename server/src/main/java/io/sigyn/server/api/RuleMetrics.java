package io.sigyn.server.api;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sigyn.ruler.Ruler;
import io.sigyn.ruler.delivery.Deliveries;
import io.sigyn.ruler.delivery.DeliveryCounters;
import io.sigyn.ruler.evaluation.GroupEvaluation;
import io.sigyn.ruler.evaluation.GroupState;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Shows what a ruler counts, with Loki's names. Stateless. */
@SuppressWarnings("LongDoubleConversion") // Prometheus counts in doubles
final class RuleMetrics {
    private static final String RULES = "loki_prometheus_rule_";
    private static final String NOTIFICATIONS = "loki_prometheus_notifications_";
    private static final String REMOTE = "loki_ruler_wal_prometheus_remote_storage_";
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final PrometheusRegistry registry;
    private final Ruler ruler;

    private RuleMetrics(PrometheusRegistry registry, Ruler ruler) {
        this.registry = registry;
        this.ruler = ruler;
    }

    static void register(PrometheusRegistry registry, Ruler ruler) {
        RuleMetrics metrics = new RuleMetrics(registry, ruler);
        metrics.rules();
        metrics.groups();
        metrics.notifications();
        metrics.remoteWrite();
    }

    private void rules() {
        counter(
                RULES + "evaluations",
                "Rules evaluated.",
                group -> group.counters().evaluations.sum());
        counter(
                RULES + "evaluation_failures",
                "Rules that could not be evaluated.",
                group -> group.counters().failures.sum());
        counter(
                RULES + "evaluation_duration_seconds",
                "Time that rules took to evaluate.",
                group -> group.counters().ruleNanos.sum() / NANOS);
    }

    private void groups() {
        counter(
                RULES + "group_iterations",
                "Groups evaluated.",
                group -> group.counters().iterations.sum());
        counter(
                RULES + "group_iterations_missed",
                "Evaluations that were missed.",
                group -> group.counters().missed.sum());
        counter(
                RULES + "group_duration_seconds",
                "Time that groups took to evaluate.",
                group -> group.counters().groupNanos.sum() / NANOS);
        gauge(
                RULES + "group_interval_seconds",
                "How often a group is evaluated.",
                group -> group.state().interval().toMillis() / MILLIS);
        gauge(
                RULES + "group_rules",
                "Rules of a group.",
                group -> group.state().rules().size());
        gauge(
                RULES + "group_last_duration_seconds",
                "Time of the last evaluation.",
                group -> group.state().took().toNanos() / NANOS);
        gauge(
                RULES + "group_last_evaluation_timestamp_seconds",
                "When a group was last evaluated.",
                group -> group.state().evaluatedAt().equals(GroupState.NEVER)
                        ? 0
                        : group.state().evaluatedAt().toEpochMilli() / MILLIS);
        gauge(
                RULES + "group_last_evaluation_samples",
                "Samples of the last evaluation.",
                group -> group.counters().lastSamples);
    }

    private void counter(String name, String help, ToDoubleFunction<GroupEvaluation> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("rule_group", "user")
                .callback(counter -> ruler.evaluations()
                        .forEach(group -> counter.call(value.applyAsDouble(group), groupName(group), user(group))))
                .register(registry);
    }

    private void gauge(String name, String help, ToDoubleFunction<GroupEvaluation> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("rule_group", "user")
                .callback(gauge -> ruler.evaluations()
                        .forEach(group -> gauge.call(value.applyAsDouble(group), groupName(group), user(group))))
                .register(registry);
    }

    private static String groupName(GroupEvaluation group) {
        return group.state().namespace() + ";" + group.state().name();
    }

    private static String user(GroupEvaluation group) {
        return group.state().tenant().value();
    }

    private void notifications() {
        Supplier<List<Deliveries.Status>> all = ruler.deliveries()::alertmanagers;
        sum(NOTIFICATIONS + "sent", "Alerts sent.", "alertmanager", all, counters -> counters.sent.sum());
        sum(
                NOTIFICATIONS + "errors",
                "Alerts in requests that failed.",
                "alertmanager",
                all,
                counters -> counters.failed.sum());
        sum(NOTIFICATIONS + "dropped", "Alerts given up.", "alertmanager", all, counters -> counters.dropped.sum());
        state(NOTIFICATIONS + "queue_length", "Alerts that wait.", "alertmanager", all, status ->
                (double) status.queued());
        state(NOTIFICATIONS + "queue_capacity", "Alerts that may wait.", "alertmanager", all, status ->
                (double) status.capacity());
    }

    private void remoteWrite() {
        Supplier<List<Deliveries.Status>> all = ruler.deliveries()::writers;
        sum("loki_ruler_wal_samples_appended", "Samples made by rules.", "url", all, counters -> counters.queued.sum());
        sum(REMOTE + "samples", "Samples written.", "url", all, counters -> counters.sent.sum());
        sum(
                REMOTE + "samples_failed",
                "Samples in requests that failed.",
                "url",
                all,
                counters -> counters.failed.sum());
        sum(REMOTE + "samples_retried", "Samples tried again.", "url", all, counters -> counters.retried.sum());
        sum(REMOTE + "samples_dropped", "Samples given up.", "url", all, counters -> counters.dropped.sum());
        state(REMOTE + "samples_pending", "Samples that wait.", "url", all, status -> (double) status.queued());
        state(
                REMOTE + "highest_timestamp_in_seconds",
                "Time of the newest sample.",
                "url",
                all,
                status -> status.counters().newestQueuedMillis.get() / MILLIS);
        state(
                REMOTE + "queue_highest_sent_timestamp_seconds",
                "Time of the newest sample written.",
                "url",
                all,
                status -> status.counters().newestSentMillis.get() / MILLIS);
    }

    private void sum(
            String name,
            String help,
            String label,
            Supplier<List<Deliveries.Status>> all,
            ToLongFunction<DeliveryCounters> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(counter -> all.get()
                        .forEach(status -> counter.call(
                                value.applyAsLong(status.counters()),
                                status.endpoint().toString())))
                .register(registry);
    }

    private void state(
            String name,
            String help,
            String label,
            Supplier<List<Deliveries.Status>> all,
            Function<Deliveries.Status, Double> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(gauge -> all.get()
                        .forEach(status -> gauge.call(
                                value.apply(status), status.endpoint().toString())))
                .register(registry);
    }
}
