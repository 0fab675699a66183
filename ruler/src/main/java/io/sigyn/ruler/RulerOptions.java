package io.sigyn.ruler;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * How rules are evaluated: every {@code evaluationInterval} where a group does not say; the store is looked at every {@code
 * pollInterval}; an alert that still fires is told anew after {@code resendDelay}. Immutable.
 */
public record RulerOptions(
        Duration evaluationInterval,
        Duration pollInterval,
        Duration resendDelay,
        String externalUrl,
        Labels externalLabels,
        String datasourceUid,
        Predicate<TenantId> evaluates,
        int threads) {
    public static RulerOptions defaults() {
        Duration minute = Duration.ofMinutes(1);
        return new RulerOptions(minute, minute, minute, "", Labels.EMPTY, "", tenant -> true, 2);
    }

    public RulerOptions withIntervals(Duration evaluation, Duration poll, Duration resend) {
        return new RulerOptions(
                evaluation, poll, resend, externalUrl, externalLabels, datasourceUid, evaluates, threads);
    }

    public RulerOptions withExternal(String url, Labels labels, String grafanaDatasourceUid) {
        return new RulerOptions(
                evaluationInterval, pollInterval, resendDelay, url, labels, grafanaDatasourceUid, evaluates, threads);
    }

    public RulerOptions withTenants(Predicate<TenantId> evaluated) {
        return new RulerOptions(
                evaluationInterval,
                pollInterval,
                resendDelay,
                externalUrl,
                externalLabels,
                datasourceUid,
                evaluated,
                threads);
    }
}
