/**
 * Objects that are written once: {@link io.sigyn.storage.object.ObjectStore}, in a folder ({@link
 * io.sigyn.storage.object.FolderObjectStore}) or on S3 ({@link io.sigyn.storage.object.S3ObjectStore}), watched by {@link
 * io.sigyn.storage.object.ObservedObjectStore}. What the keys and bytes mean is not known here.
 */
@NullMarked
package io.sigyn.storage.object;

import org.jspecify.annotations.NullMarked;
