package io.sigyn.querier.aggregate;

import java.util.List;

/** What a part of a query evaluates to. Immutable. */
public sealed interface Operand {
    /** A number, the same at every step. */
    record Scalar(double value) implements Operand {}

    /** Series; at a single step their order is that of the vector. */
    record Vector(List<StepSeries> series) implements Operand {}
}
