/**
 * HTTP in front, wiring behind: {@link io.sigyn.server.Sigyn} builds the parts in the order in which data passes them
 * and closes them in reverse. The only module that knows all others, and the only one that knows HTTP.
 */
@NullMarked
package io.sigyn.server;

import org.jspecify.annotations.NullMarked;
