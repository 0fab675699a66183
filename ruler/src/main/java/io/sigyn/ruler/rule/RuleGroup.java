package io.sigyn.ruler.rule;

import java.time.Duration;
import java.util.List;

/**
 * Rules that are evaluated one after the other at the same instants. An {@code interval} of zero stands for the ruler's; a
 * {@code limit} of zero for no limit of alerts or series of one rule. Immutable.
 */
public record RuleGroup(String name, Duration interval, int limit, List<Rule> rules) {
    public RuleGroup {
        rules = List.copyOf(rules);
    }
}
