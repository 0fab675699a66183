/** Objects that are written once: {@link io.sigyn.storage.object.ObjectStore} on a folder or on S3. */
@NullMarked
package io.sigyn.storage.object;

import org.jspecify.annotations.NullMarked;
