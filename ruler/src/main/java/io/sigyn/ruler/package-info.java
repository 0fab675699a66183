/**
 * The ruler: rules over logs, evaluated on time.
 *
 * <p>{@link io.sigyn.ruler.Ruler} is the way in. A {@link io.sigyn.ruler.store.RuleStore} keeps the {@link
 * io.sigyn.ruler.rule.RuleGroup}s; each is a {@link io.sigyn.ruler.evaluation.GroupEvaluation}, whose alerts and samples are
 * {@link io.sigyn.ruler.delivery.Deliveries}. It knows the querier, but neither how logs come in nor that it is asked over HTTP.
 */
@NullMarked
package io.sigyn.ruler;

import org.jspecify.annotations.NullMarked;
