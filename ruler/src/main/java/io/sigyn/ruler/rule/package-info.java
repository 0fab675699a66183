/**
 * What a rule is: Loki's YAML read, checked and written.
 *
 * <p>{@link io.sigyn.ruler.rule.RuleGroup} and {@link io.sigyn.ruler.rule.Rule} are the values; {@link
 * io.sigyn.ruler.rule.RuleGroupReader} makes them of YAML, {@link io.sigyn.ruler.rule.RuleGroupValidator} says what is
 * wrong with them in Loki's words, {@link io.sigyn.ruler.rule.RuleGroupWriter} spells them as Loki answers them. Pure: no
 * I/O, no clock.
 */
@NullMarked
package io.sigyn.ruler.rule;

import org.jspecify.annotations.NullMarked;
