/** How fast, on what data. */
@NullMarked
package io.sigyn.bench;

import org.jspecify.annotations.NullMarked;
