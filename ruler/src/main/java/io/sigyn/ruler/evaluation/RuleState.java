package io.sigyn.ruler.evaluation;

import io.sigyn.ruler.evaluation.AlertState.Phase;
import io.sigyn.ruler.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A rule and how its last evaluation went. Immutable. {@code query} is its expression as Loki prints it. */
public record RuleState(
        Rule rule,
        String query,
        Health health,
        String lastError,
        Instant evaluatedAt,
        Duration took,
        List<AlertState> alerts) {
    /** How the last evaluation went. */
    public enum Health {
        UNKNOWN("unknown"),
        GOOD("ok"),
        BAD("err");

        private final String word;

        Health(String word) {
            this.word = word;
        }

        /** As Prometheus calls it. */
        public String word() {
            return word;
        }
    }

    /** The worst of its alerts: {@code firing}, {@code pending} or {@code inactive}. */
    public Phase phase() {
        Phase worst = Phase.RESOLVED;
        for (AlertState alert : alerts) {
            if (alert.phase() == Phase.FIRING) {
                return Phase.FIRING;
            }
            worst = Phase.PENDING;
        }
        return worst;
    }
}
