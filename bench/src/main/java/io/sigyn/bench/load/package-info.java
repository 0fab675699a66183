/** The end-to-end harness: {@link io.sigyn.bench.load.IngestLoad} pushes, {@link io.sigyn.bench.load.QueryLoad} asks. */
@NullMarked
package io.sigyn.bench.load;

import org.jspecify.annotations.NullMarked;
