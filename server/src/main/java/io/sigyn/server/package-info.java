/** HTTP in front, wiring behind; the only module that knows all others. */
@NullMarked
package io.sigyn.server;

import org.jspecify.annotations.NullMarked;
