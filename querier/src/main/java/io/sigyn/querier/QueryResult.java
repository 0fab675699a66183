package io.sigyn.querier;

import io.sigyn.logql.pipeline.LineLabels;
import io.sigyn.model.Labels;
import java.util.List;

/** The answer to a query, with what it cost. Immutable. */
public record QueryResult(Data data, QueryStats stats) {

    /** One of the four shapes of Loki's answers. */
    public sealed interface Data permits Streams, Matrix, Vector, Scalar {}

    /** Log lines in the order of the query's direction, over all streams. */
    public record Streams(List<Line> lines) implements Data {}

    /** One line of an answer; {@code line} is a copy of its own. */
    public record Line(long timestampNanos, byte[] line, LineLabels labels) {}

    /** Series over time, sorted by labels. */
    public record Matrix(List<Series> series) implements Data {}

    /** Points of one series: timestamps in milliseconds since 1970, ascending. */
    public record Series(Labels labels, long[] timestampsMillis, double[] values) {}

    /** Samples at one instant: sorted by labels, or as sort and sort_desc left them. */
    public record Vector(long timestampMillis, List<Sample> samples) implements Data {}

    public record Sample(Labels labels, double value) {}

    public record Scalar(long timestampMillis, double value) implements Data {}
}
