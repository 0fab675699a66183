/**
 * How alerts and recorded samples reach those who wait for them.
 *
 * <p>{@link io.sigyn.ruler.delivery.Deliveries} has a {@link io.sigyn.ruler.delivery.DeliveryQueue} for each {@link
 * io.sigyn.ruler.delivery.Endpoint}: alerts go to Alertmanagers as {@link io.sigyn.ruler.delivery.AlertJson}, samples to
 * remote writers as {@link io.sigyn.ruler.delivery.WriteRequest}. Requests go through {@link
 * io.sigyn.ruler.delivery.HttpPost}. Queues are bounded, lose their oldest when they are full, and say so.
 */
@NullMarked
package io.sigyn.ruler.delivery;

import org.jspecify.annotations.NullMarked;
