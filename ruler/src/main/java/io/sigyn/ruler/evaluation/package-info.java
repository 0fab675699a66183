/**
 * From rules to alerts and samples, on time.
 *
 * <p>{@link io.sigyn.ruler.evaluation.Slots} says when a group is due; {@link io.sigyn.ruler.evaluation.GroupEvaluation} then
 * evaluates its rules one after the other: {@code AlertingRule} moves its alerts from pending to firing to resolved, {@code
 * RecordingRule} makes samples. {@link io.sigyn.ruler.evaluation.RuleQueries} asks the querier. {@link
 * io.sigyn.ruler.evaluation.GroupState} is what others may see. Nothing here reads a clock but through its caller.
 */
@NullMarked
package io.sigyn.ruler.evaluation;

import org.jspecify.annotations.NullMarked;
