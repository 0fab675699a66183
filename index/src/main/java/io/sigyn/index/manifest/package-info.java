/**
 * Which segments a tenant has: {@link io.sigyn.index.manifest.Manifest} is the value, {@link
 * io.sigyn.index.manifest.ManifestCommit} a step from one to the next and how its bytes look, {@link
 * io.sigyn.index.manifest.ManifestStore} the chain of them in the object store. Rows and labels are not known here.
 */
@NullMarked
package io.sigyn.index.manifest;

import org.jspecify.annotations.NullMarked;
