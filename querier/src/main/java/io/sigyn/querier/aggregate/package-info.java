/**
 * Numbers over time: {@link io.sigyn.querier.aggregate.Evaluator} walks a metric query; a {@link
 * io.sigyn.querier.aggregate.WindowAccumulator} gathers the samples of one series while a scan runs; {@link
 * io.sigyn.querier.aggregate.VectorAggregator} and {@link io.sigyn.querier.aggregate.BinaryOperator} work across series.
 * All steps of a query are computed at once, series by series: a {@link io.sigyn.querier.aggregate.StepSeries} holds the
 * points of one series.
 */
@NullMarked
package io.sigyn.querier.aggregate;

import org.jspecify.annotations.NullMarked;
