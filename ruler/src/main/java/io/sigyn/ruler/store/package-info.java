/**
 * Where rule groups rest.
 *
 * <p>{@link io.sigyn.ruler.store.RuleStore} is what the ruler asks; {@link io.sigyn.ruler.store.ObjectRuleStore} keeps
 * them in the object store in versions that are written once, {@link io.sigyn.ruler.store.RuleObject} has their keys and
 * bytes; {@link io.sigyn.ruler.store.LocalRuleStore} reads Loki's folder of rule files. What a rule means is not known here.
 */
@NullMarked
package io.sigyn.ruler.store;

import org.jspecify.annotations.NullMarked;
