/**
 * What lines look like: {@link io.sigyn.ingester.pattern.PatternMiner} follows what tenants push, on a thread of its own, {@link
 * io.sigyn.ingester.pattern.LineTokens} cuts a line, {@link io.sigyn.ingester.pattern.DrainTree} finds the lines that differ
 * in some tokens only. All of it is in memory and bounded; a restart begins anew, as Loki's pattern ingester does.
 */
@NullMarked
package io.sigyn.ingester.pattern;

import org.jspecify.annotations.NullMarked;
