/**
 * The words that all modules speak: {@link io.sigyn.model.TenantId}, {@link io.sigyn.model.Labels}, {@link
 * io.sigyn.model.LabelMatcher}, {@link io.sigyn.model.Selector}, {@link io.sigyn.model.TimeRange}, {@link
 * io.sigyn.model.TenantLimits}. Values only: no I/O, no clock, no dependencies.
 */
@NullMarked
package io.sigyn.model;

import org.jspecify.annotations.NullMarked;
