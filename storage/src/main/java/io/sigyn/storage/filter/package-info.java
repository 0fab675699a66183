/**
 * What lets a query skip blocks: {@link io.sigyn.storage.filter.GramFilter} knows which pieces of lines occur in a block,
 * {@link io.sigyn.storage.filter.ValueFilter} which metadata values. Both may say "perhaps" wrongly, never "no".
 */
@NullMarked
package io.sigyn.storage.filter;

import org.jspecify.annotations.NullMarked;
