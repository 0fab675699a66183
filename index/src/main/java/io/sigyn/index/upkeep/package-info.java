/**
 * What becomes of segments after they were flushed, round by round: {@link io.sigyn.index.upkeep.Upkeep}. {@link
 * io.sigyn.index.upkeep.Retention} drops what limits do not keep, {@link io.sigyn.index.upkeep.Deletions} are requests to
 * drop rows, which {@link io.sigyn.index.upkeep.DeleteRequests} keeps, {@link io.sigyn.index.upkeep.Compactor} merges small segments into larger ones, {@link
 * io.sigyn.index.upkeep.OrphanSweeper} deletes objects that nobody needs. {@link io.sigyn.index.upkeep.RowFilter} says which
 * rows must go. Queries and pushes are not known here, and never wait for it: whatever changes becomes visible by one commit
 * to the manifest.
 */
@NullMarked
package io.sigyn.index.upkeep;

import org.jspecify.annotations.NullMarked;
