package io.sigyn.ruler.evaluation;

import io.sigyn.logql.template.AlertTemplate;
import io.sigyn.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What rules are evaluated with: at which instant, for whom, against what. {@code restoring} says that this is the first
 * evaluation after a start, so that what an alert was before can be found out. Immutable.
 */
record EvaluationContext(
        TenantId tenant, Instant at, Duration interval, int limit, boolean restoring, EvaluationSettings settings) {

    long atMillis() {
        return at.toEpochMilli();
    }

    AlertTemplate.Data templateData(AlertTemplate.Sample sample) {
        return new AlertTemplate.Data(
                sample.labels(), sample.value(), settings.externalLabels(), settings.externalUrl(), this::ask);
    }

    private List<AlertTemplate.Sample> ask(String query) throws AlertTemplate.QueryFailure {
        try {
            return settings.queries().instant(tenant, query, at);
        } catch (EvaluationException e) {
            throw new AlertTemplate.QueryFailure(String.valueOf(e.getMessage()));
        }
    }
}
