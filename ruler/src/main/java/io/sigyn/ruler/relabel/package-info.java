/**
 * Prometheus' relabelling: what labels become, or whether what has them is dropped, before it is sent.
 *
 * <p>{@link Relabeling} applies its {@link RelabelRule}s in order. Nothing here knows what is relabelled.
 */
@NullMarked
package io.sigyn.ruler.relabel;

import org.jspecify.annotations.NullMarked;
