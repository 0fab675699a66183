/** Which streams exist and where their rows are: a {@link io.sigyn.index.View} is what one query sees. */
@NullMarked
package io.sigyn.index;

import org.jspecify.annotations.NullMarked;
