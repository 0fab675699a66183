package io.sigyn.ruler.evaluation;

import io.sigyn.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A group and how its last evaluation went; {@link #NEVER} stands for none yet. Immutable. */
public record GroupState(
        TenantId tenant,
        String namespace,
        String name,
        Duration interval,
        int limit,
        Instant evaluatedAt,
        Duration took,
        List<RuleState> rules) {
    /** Go's zero time. */
    public static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");
}
