/**
 * Objects' bytes on local disk, for stores that are far away: {@link io.sigyn.storage.cache.RangeCache} stands in front of an
 * {@link io.sigyn.storage.object.ObjectStore}, {@code CacheFiles} keeps its files and their bound, {@code CacheFormat} is their
 * bytes. All of it can be deleted at any time.
 */
@NullMarked
package io.sigyn.storage.cache;

import org.jspecify.annotations.NullMarked;
