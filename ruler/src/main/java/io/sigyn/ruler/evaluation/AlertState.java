package io.sigyn.ruler.evaluation;

import io.sigyn.model.Labels;
import java.time.Instant;
import java.util.Map;

/** One alert that is pending or fires, as it was at the last evaluation. Immutable. */
public record AlertState(Labels labels, Map<String, String> annotations, Phase phase, Instant activeAt, double value) {
    /** Where an alert stands. */
    public enum Phase {
        /** True, but not for long enough. */
        PENDING("pending"),
        FIRING("firing"),
        /** Not true any more. */
        RESOLVED("inactive");

        private final String word;

        Phase(String word) {
            this.word = word;
        }

        /** As Prometheus calls it. */
        public String word() {
            return word;
        }
    }
}
