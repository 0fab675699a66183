/** Micro-benchmarks, each of which asks one question: {@code java -jar bench/target/benchmarks.jar NAME}. */
@NullMarked
package io.sigyn.bench.jmh;

import org.jspecify.annotations.NullMarked;
