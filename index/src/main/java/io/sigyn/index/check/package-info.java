/**
 * What lies in an object store, looked at as a whole: {@link io.sigyn.index.check.StoreCheck} reads every byte and says what is
 * damaged and what is lost, {@link io.sigyn.index.check.StoreRepair} makes manifests name the segments that are whole again.
 * How these are printed is not known here.
 */
@NullMarked
package io.sigyn.index.check;

import org.jspecify.annotations.NullMarked;
