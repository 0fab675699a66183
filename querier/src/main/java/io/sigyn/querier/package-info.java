/** From an expression to a result: {@code Querier} plans, scans and aggregates over a view. */
@NullMarked
package io.sigyn.querier;

import org.jspecify.annotations.NullMarked;
