package io.sigyn.ruler.rule;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One rule as it was written: an alert where {@code alert} is set, a series to record where {@code record} is. What is not
 * set is empty; whether it makes sense is for {@link RuleGroupValidator}. Immutable.
 */
public record Rule(
        String record,
        String alert,
        String expression,
        Duration hold,
        Duration keepFiringFor,
        Map<String, String> labels,
        Map<String, String> annotations) {
    public Rule {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /** Whether it is an alert; else it is a recording rule. */
    public boolean isAlert() {
        return !alert.isEmpty();
    }

    /** The name of the alert or of the recorded series. */
    public String name() {
        return isAlert() ? alert : record;
    }
}
