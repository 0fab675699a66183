/**
 * What becomes of segments after they were flushed. {@link io.sigyn.index.upkeep.RowFilter} says which rows must go, {@link
 * io.sigyn.index.upkeep.DeleteRequests} keeps what tenants asked for. Queries and pushes are not known here, and never wait
 * for it.
 */
@NullMarked
package io.sigyn.index.upkeep;

import org.jspecify.annotations.NullMarked;
