package io.sigyn.ruler.evaluation;

import io.sigyn.model.Labels;
import java.time.Duration;

/** What is the same for the evaluation of all groups; {@code interval} is for those that name none. Immutable. */
public record EvaluationSettings(
        RuleQueries queries,
        Duration interval,
        Duration resendDelay,
        Labels externalLabels,
        String externalUrl,
        String datasourceUid) {}
